import type { Command } from 'commander';
import { exitCodes } from '../src/app/exit-codes.js';
import { printable } from '../src/report/printable.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd } from './common-options.js';

interface InitFlags extends CommonOptions {
  readonly dryRun?: boolean;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[dir]', 'folder of the library (default: --library, else this folder)')
      .option('--dry-run', 'show what would be made'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep init /data/Photos', 'makes images/Imports, images/Gallery, tmp and .photokeep there'],
          ['photokeep init --dry-run', 'shows what would be made in this folder'],
        ],
        '0 fine, 2 wrong usage, 4 refused: the disk is not mounted, or the folder belongs to another library',
      ),
    )
    .action(async (dir: string | undefined, { dryRun = false, json, quiet, library }: InitFlags) => {
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
