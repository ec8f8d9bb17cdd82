import type { Command } from 'commander';
import type { CommandTools } from '../command-module.js';
import { addCommonOptions, helpEnd } from '../common-options.js';
import { addRunOptions, runBackup, type RunFlags } from './run-backup.js';
import { addCloudOptions, addTargetOptions } from './target-options.js';

/** `backup cloud`: to remotes of rclone's. */
export function defineCloud(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(
    addRunOptions(
      command
        .summary('copy the Gallery to a cloud, encrypted')
        .description('copy what is new in the Gallery to a cloud, encrypted, with rclone')
        .argument('[target]', 'name in the config; default: all cloud targets'),
      (each) => addCloudOptions(addTargetOptions(each)),
    ),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep backup cloud', 'copies to every cloud target in turn; a line for cron, at night'],
          [
            'photokeep backup cloud mega --stop-after 2h --bwlimit 2M',
            'goes on with a first upload for two hours, with 2 MiB a second at most',
          ],
        ],
        '0 fine, 2 wrong usage or config, 3 some files failed, are held back or find no room, 4 refused for safety, ' +
          '6 rclone or the remote failed, 75 not now: busy, cannot be reached, or the traffic is used up',
      ),
    )
    .action(async (name: string | undefined, flags: RunFlags) => {
      finish(await runBackup(context, 'cloud', name === undefined ? [] : [name], flags, args));
    });
}
