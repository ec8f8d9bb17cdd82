import type { Command } from 'commander';
import { exitCodes } from '../src/app/exit-codes.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface MountFlags extends CommonOptions {
  readonly list?: true;
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[name]', 'a name from mounts: in the config, or a remote folder; default: all of the config')
      .argument('[folder]', 'where a remote folder is to be seen; made if it is not there')
      .option('--list', 'show the mounts of the config, and whether they answer')
      .option('--dry-run', 'show what would be mounted'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep mount pi@192.168.1.222:/data/Photos/images/Gallery ~/Pictures/Gallery',
            'shows the Gallery of the Pi on this desktop, for digiKam',
          ],
          ['photokeep mount gallery', 'the same, with the name that the config gives it'],
        ],
        '0 fine, 2 wrong usage or config, 4 refused: something is there already, 6 sshfs missing or failed',
      ),
    )
    .action(async (name: string | undefined, folder: string | undefined, flags: MountFlags) => {
      const { json, quiet, list, dryRun = false } = flags;
      const config = loadConfigOf(flags, context);
      const [app, report] = await Promise.all([
        import('../src/app/mount.js'),
        import('../src/report/mount-report.js'),
      ]);
      if (list) {
        const mounts = await app.listMounts(context, config);
        context.stdout.write(
          json ? report.mountJson('mount list', mounts, false) : report.mountListText(mounts),
        );
      } else {
        const words = [name, folder].filter((word) => word !== undefined);
        const results = await app.mountFolders(context, { words, dryRun }, config);
        if (json) context.stdout.write(report.mountJson('mount', results, dryRun));
        else if (!quiet) context.stdout.write(report.mountText(results, dryRun));
      }
      finish(exitCodes.fine);
    });
}
