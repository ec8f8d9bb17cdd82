import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes } from '../src/app/exit-codes.js';
import { printable } from '../src/report/printable.js';
import { targetSettings } from './backup/target-options.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd } from './common-options.js';

interface InitFlags extends CommonOptions {
  readonly dryRun?: boolean;
  readonly fromBackup?: string;
  readonly port?: string;
  readonly identityFile?: string;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[dir]', 'folder of the library (default: --library, else this folder)')
      .option(
        '--from-backup <target>',
        'bring a library back from a target: a folder, user@host:folder, or rclone:remote:folder',
      )
      .option('--port <number>', 'port of ssh, for --from-backup')
      .option('--identity-file <file>', 'private key for ssh, for --from-backup')
      .option('--dry-run', 'show what would be made'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep init /data/Photos', 'makes images/Imports, images/Gallery, tmp and .photokeep there'],
          ['photokeep init --dry-run', 'shows what would be made in this folder'],
          [
            'photokeep init --from-backup /mnt/backup/photos /data/Photos',
            'brings the library of an old machine back to life there; then comes backup restore',
          ],
        ],
        '0 fine, 2 wrong usage, 4 refused: the disk is not mounted, or the folder belongs to another library, 6 rsync, ssh or rclone failed',
      ),
    )
    .action(async (dir: string | undefined, flags: InitFlags) => {
      const { dryRun = false, json, quiet, library } = flags;
      if (flags.fromBackup !== undefined) {
        await fromBackup(context, flags.fromBackup, dir ?? library ?? '.', flags);
        finish(exitCodes.fine);
        return;
      }
      const { initLibrary } = await import('../src/app/init.js');
      const { root, made } = initLibrary(context, dir ?? library ?? '.', dryRun);
      if (json) {
        const summary = {
          event: 'summary',
          schema: 1,
          command: 'init',
          dryRun,
          root,
          made,
          exitCode: exitCodes.fine,
        };
        context.stdout.write(`${JSON.stringify(summary)}\n`);
      } else if (!quiet) {
        const verb = dryRun ? 'would make' : 'made';
        const lines = made.map((path) => `${verb}  ${printable(path)}\n`);
        context.stdout.write(lines.join('') || `${printable(root)} is a library already; nothing to make.\n`);
      }
      finish(exitCodes.fine);
    });
}

async function fromBackup(context: Context, place: string, dir: string, flags: InitFlags): Promise<void> {
  const { dryRun = false, json, quiet } = flags;
  const [{ targetAt }, { readBackupFlags }, { initFromBackup }, report] = await Promise.all([
    import('../src/app/backup-places.js'),
    import('../src/config/backup-entries.js'),
    import('../src/app/init-from-backup.js'),
    import('../src/report/from-backup.js'),
  ]);
  const target = targetAt(context, place, readBackupFlags(targetSettings(flags)));
  const result = await initFromBackup(context, target, dir, dryRun);
  if (json) context.stdout.write(report.fromBackupJson(result, dryRun));
  else if (!quiet) context.stdout.write(report.fromBackupText(result, dryRun));
}
