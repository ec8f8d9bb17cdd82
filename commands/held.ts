import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { exitCodes, type ExitCode } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import type { CommandTools } from './command-module.js';
import {
  addCommonOptions,
  type CommonOptions,
  helpEnd,
  loadConfigOf,
  outputOptions,
} from './common-options.js';
import { addSortingOptions, type SortingFlags, sortingSettings } from './sorting-options.js';

interface HeldFlags extends CommonOptions, SortingFlags {
  readonly dryRun?: boolean;
}

const codes =
  '0 fine, 2 wrong usage or config, 3 some files failed, 4 refused for safety, 6 exiftool missing, 75 busy';

export function define(command: Command, { context, args, finish }: CommandTools): void {
  addCommonOptions(command.command('list', { isDefault: true }).description('show what is held back')).action(
    async (flags: HeldFlags) => {
      finish(await listAction(context, flags));
    },
  );
  addCommonOptions(
    addSortingOptions(
      command
        .command('import')
        .description('let held files into the Gallery after all')
        .argument('[file...]', 'as held list shows them; default: all')
        .option('--dry-run', 'show what would be done, change nothing'),
    ),
  ).action(async (files: string[], flags: HeldFlags) => {
    finish(await importAction(context, files, flags, args));
  });
  addCommonOptions(
    command
      .command('trash')
      .description('move held files to the trash')
      .argument('[file...]', 'as held list shows them; default: all')
      .option('--dry-run', 'show what would be done, change nothing'),
  ).action(async (files: string[], flags: HeldFlags) => {
    finish(await trashAction(context, files, flags, args));
  });
  command.addHelpText(
    'after',
    `\nA file is held when a phone sends again what was imported before and is not in the Gallery any more.\n` +
      helpEnd(
        [
          ['photokeep held', 'shows what is held back, and by which run it had been imported'],
          ['photokeep held import --dry-run', 'shows where the held files would go in the Gallery'],
        ],
        codes,
      ),
  );
}

async function listAction(context: Context, flags: HeldFlags): Promise<ExitCode> {
  const { paths } = findNamedLibrary(context, flags.library, loadConfigOf(flags, context));
  const [{ listHeld }, words] = await Promise.all([
    import('../src/app/held.js'),
    import('../src/report/held.js'),
  ]);
  const files = await listHeld(paths);
  context.stdout.write(flags.json ? words.heldJson(files) : words.heldText(files, paths.held));
  return exitCodes.fine;
}

async function importAction(
  context: Context,
  files: readonly string[],
  flags: HeldFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const config = loadConfigOf(flags, context);
  const library = findNamedLibrary(context, flags.library, config);
  const [{ heldPlaces }, { runImport }, { resolveSettings }, { createReporter }, { importWording }] =
    await Promise.all([
      import('../src/app/held.js'),
      import('../src/app/import.js'),
      import('../src/config/settings.js'),
      import('../src/report/create-reporter.js'),
      import('../src/report/import-wording.js'),
    ]);
  const resolved = resolveSettings(config, sortingSettings(flags), context.machineZone());
  const reporter = await createReporter(context, outputOptions(flags), importWording(library.paths));
  return runImport(
    context,
    heldPlaces(context, library, files),
    {
      ...resolved,
      transfer: 'move',
      settle: 0,
      reimport: true,
      dryRun: flags.dryRun ?? false,
      args: ['held', 'import', ...args],
    },
    reporter,
  );
}

async function trashAction(
  context: Context,
  names: readonly string[],
  flags: HeldFlags,
  args: readonly string[],
): Promise<ExitCode> {
  const library = findNamedLibrary(context, flags.library, loadConfigOf(flags, context));
  const [{ trashHeld }, { createReporter }, { heldTrashWording }] = await Promise.all([
    import('../src/app/held.js'),
    import('../src/report/create-reporter.js'),
    import('../src/report/held.js'),
  ]);
  const reporter = await createReporter(context, outputOptions(flags), heldTrashWording(library.paths.root));
  return trashHeld(context, library, { names, dryRun: flags.dryRun ?? false, args }, reporter);
}
