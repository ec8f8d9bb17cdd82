import type { Command } from 'commander';
import { exitCodes } from '../src/app/exit-codes.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface UnmountFlags extends CommonOptions {
  readonly force?: true;
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[name]', 'a name from mounts: in the config, or the folder; default: all of the config')
      .option('--force', 'also while something uses it, or when the other machine does not answer')
      .option('--dry-run', 'show what would be unmounted'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep unmount gallery', 'waits until nothing is written any more, and takes it down'],
          ['photokeep unmount ~/Pictures/Gallery --force', 'takes it down although it hangs'],
        ],
        '0 fine, 2 wrong usage or config, 4 refused: it is no mount of sshfs, 6 failed, 75 in use',
      ),
    )
    .action(async (name: string | undefined, flags: UnmountFlags) => {
      const { json, quiet, force = false, dryRun = false } = flags;
      const config = loadConfigOf(flags, context);
      const [{ unmountFolders }, { mountJson, mountText }] = await Promise.all([
        import('../src/app/mount.js'),
        import('../src/report/mount-report.js'),
      ]);
      const words = name === undefined ? [] : [name];
      const results = await unmountFolders(context, { words, force, dryRun }, config);
      if (json) context.stdout.write(mountJson('unmount', results, dryRun));
      else if (!quiet) context.stdout.write(mountText(results, dryRun));
      finish(exitCodes.fine);
    });
}
