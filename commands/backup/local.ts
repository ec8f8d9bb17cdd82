import type { Command } from 'commander';
import type { CommandTools } from '../command-module.js';
import { addCommonOptions, helpEnd } from '../common-options.js';
import { addRunOptions, runBackup, type RunFlags } from './run-backup.js';
import { addDiskOptions, addTargetOptions } from './target-options.js';

/** `backup local`: to folders and to other machines. */
export function defineLocal(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    addRunOptions(
      command
        .summary('copy the Gallery to other disks and machines')
        .description('copy what is new in the Gallery to other disks and machines, with rsync')
        .argument(
          '[target]',
          'name in the config; or a library or Gallery to copy from; default: all targets',
        )
        .argument('[destination]', 'without config: folder or user@host:folder to copy to'),
      (each) => addDiskOptions(addTargetOptions(each)),
    ),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep backup local', 'copies to every local target in turn; a line for cron'],
          [
            'photokeep backup local ~/Gallery pi@192.168.1.223:/data/backup',
            'copies without a config, to a place that backup setup has prepared',
          ],
        ],
        '0 fine, 2 wrong usage or config, 3 some files failed or are held back, 4 refused for safety, ' +
          '6 rsync, ssh or the disk failed, 75 not now: busy, or the disk or machine is not there',
      ),
    )
    .action(async (first: string | undefined, second: string | undefined, flags: RunFlags) => {
      const words = [first, second].filter((word) => word !== undefined);
      finish(await runBackup(context, 'local', words, flags, args));
    });
}
