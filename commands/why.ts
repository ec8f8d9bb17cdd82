import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findOptionalLibrary } from '../src/app/import-request.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface WhyFlags extends CommonOptions {
  readonly to?: string;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('<file>', 'a picture or video, anywhere')
      .option('--to <gallery>', 'the Gallery that an import would sort into'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep why IMG_1234.HEIC', 'lists every date in the file, and which one decides'],
          [
            'photokeep why --library /data/Photos scan.jpg',
            'also says where it would go and whether it is there',
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
  const { library, to } = flags;
  const config = loadConfigOf(flags, context);
  const found = findOptionalLibrary(context, { to, library }, config);
  const [{ resolveSettings }, { explain }, { explanationJson, explanationText }] = await Promise.all([
    import('../src/config/settings.js'),
    import('../src/app/why.js'),
    import('../src/report/explanation.js'),
  ]);
  const { settings } = resolveSettings(config, new Map(), context.machineZone());
  const explanation = await explain(context, resolve(context.cwd, file), settings, found?.paths);
  context.stdout.write(
    flags.json
      ? `${JSON.stringify(explanationJson(explanation))}\n${JSON.stringify({ event: 'summary', command: 'why', exitCode: exitCodes.fine })}\n`
      : explanationText(explanation),
  );
  return exitCodes.fine;
}
