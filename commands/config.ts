import type { Command } from 'commander';
import { exitCodes } from '../src/app/exit-codes.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';
import { addSortingOptions, type SortingFlags, settingsOf, sortingSettings } from './sorting-options.js';

interface ConfigFlags extends CommonOptions, SortingFlags {
  readonly schema?: true;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    addSortingOptions(
      command.option(
        '--schema',
        'print the JSON Schema of the config, by which editors check and complete it',
      ),
    ),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          [
            'photokeep config --library /data/Photos',
            'shows every value in force, and the line that sets it',
          ],
          ['photokeep config --json | grep homeZone', 'the same for programs'],
        ],
        '0 fine, 2 wrong usage or config',
      ),
    )
    .action(async (flags: ConfigFlags) => {
      const { stdout } = context;
      if (flags.schema) {
        const { schemaText } = await import('../src/config/config-schema.js');
        stdout.write(schemaText());
      } else {
        const [{ effectiveConfig }, { defaultOf }, { configJson, configText }] = await Promise.all([
          import('../src/app/effective-config.js'),
          import('../src/config/keys.js'),
          import('../src/report/config-report.js'),
        ]);
        const named = [...settingsOf([['library', '--library', flags.library]]), ...sortingSettings(flags)];
        const settings = effectiveConfig(loadConfigOf(flags, context), new Map(named), context.machineZone());
        if (flags.json) stdout.write(configJson(settings));
        else if (!flags.quiet) stdout.write(configText(settings, defaultOf));
      }
      finish(exitCodes.fine);
    });
}
