import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findOptionalLibrary } from '../src/app/import-request.js';
import { libraryAround } from '../src/app/library-around.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';
import { addSortingOptions, type SortingFlags, sortingSettings } from './sorting-options.js';

interface WhyFlags extends CommonOptions, SortingFlags {
  readonly to?: string;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    addSortingOptions(
      command
        .argument('<file>', 'a picture or video, anywhere, also in the Gallery')
        .option('--to <gallery>', 'the Gallery that an import would sort into'),
    ),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep why IMG_1234.HEIC', 'lists every date in the file, and which one decides'],
          [
            "photokeep why --name-pattern 'Scan_YYYYMMDD' Scan_19850612.jpg",
            'tries a form of file names before it goes into the config',
          ],
        ],
        '0 fine, 2 wrong usage or config, 6 exiftool missing',
      ),
    )
    .action(async (file: string, flags: WhyFlags) => {
      finish(await whyAction(context, file, flags));
    });
}

async function whyAction(context: Context, file: string, flags: WhyFlags): Promise<ExitCode> {
  const { to, library } = flags;
  const path = resolve(context.cwd, file);
  const isNamed = to !== undefined || library !== undefined;
  const around = isNamed ? undefined : libraryAround(context, path);
  const config = loadConfigOf(around ? { ...flags, library: around.paths.root } : flags, context);
  const found = around ?? findOptionalLibrary(context, { to, library }, config);
  const [{ resolveSettings }, { explain }, { explanationJson, explanationText }] = await Promise.all([
    import('../src/config/settings.js'),
    import('../src/app/why.js'),
    import('../src/report/explanation.js'),
  ]);
  const resolved = resolveSettings(config, sortingSettings(flags), context.machineZone());
  const explanation = await explain(context, path, resolved, found?.paths);
  context.stdout.write(
    flags.json
      ? `${JSON.stringify(explanationJson(explanation))}\n${JSON.stringify({ event: 'summary', command: 'why', exitCode: exitCodes.fine })}\n`
      : explanationText(explanation),
  );
  return exitCodes.fine;
}
