import type { Command } from 'commander';
import { defineCloud } from './backup/cloud.js';
import { defineLocal } from './backup/local.js';
import { defineRestore } from './backup/restore.js';
import { defineSetup } from './backup/setup.js';
import { defineVerify } from './backup/verify.js';
import type { CommandTools } from './command-module.js';
import { helpEnd } from './common-options.js';

export function define(command: Command, tools: CommandTools): void {
  command.usage('local|cloud|setup|verify|restore').addHelpText(
    'after',
    helpEnd(
      [
        ['photokeep backup setup hdd', 'prepares the target hdd of the config, once'],
        ['photokeep backup local', 'copies what is new to every local target; a line for cron'],
        ['photokeep backup cloud', 'the same for every cloud target, encrypted'],
        ['photokeep backup restore hdd 2021/05-May', 'brings a folder of the Gallery back from there'],
      ],
      '0 fine, 2 wrong usage or config, 3 some files failed or are held back, 4 refused for safety, 6 rsync, ssh or rclone failed, 75 not now',
    ),
  );
  defineLocal(command.command('local'), tools);
  defineCloud(command.command('cloud'), tools);
  defineSetup(command.command('setup'), tools);
  defineVerify(command.command('verify'), tools);
  defineRestore(command.command('restore'), tools);
}
