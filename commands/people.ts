import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Context } from '../src/app/context.js';
import { PhotokeepError } from '../src/app/errors.js';
import { type ExitCode, exitCodeOf } from '../src/app/exit-codes.js';
import { findNamedLibrary } from '../src/app/find-named-library.js';
import { absolutePath, requireNoneEmpty } from '../src/app/import-request.js';
import type { CommandTools } from './command-module.js';
import { addCommonOptions, type CommonOptions, helpEnd, loadConfigOf } from './common-options.js';

interface PeopleFlags extends CommonOptions {
  readonly person?: string;
}

export function define(command: Command, { context, finish }: CommandTools): void {
  addCommonOptions(
    command
      .argument('[paths...]', 'folders or pictures; default: the Gallery')
      .option('--person <name>', 'list the pictures of this person'),
  )
    .addHelpText(
      'after',
      helpEnd(
        [
          ['photokeep people', 'lists the names that digiKam wrote into the Gallery, with counts'],
          ['photokeep people --person Ana images/Gallery/2024', 'lists the pictures of Ana in a folder'],
        ],
        '0 fine, 2 wrong usage or config, 3 some files could not be read, 4 refused, 6 exiftool missing',
      ),
    )
    .action(async (paths: readonly string[], flags: PeopleFlags) => {
      finish(await peopleAction(context, paths, flags));
    });
}

async function peopleAction(
  context: Context,
  paths: readonly string[],
  flags: PeopleFlags,
): Promise<ExitCode> {
  requireNoneEmpty(paths);
  const roots = paths.map((path) => absolutePath(context, path));
  const missing = roots.find((path) => !existsSync(path));
  if (missing !== undefined) throw new PhotokeepError('usage', `there is no ${missing}`, 'check the name');
  const gallery = (): string =>
    findNamedLibrary(context, flags.library, loadConfigOf(flags, context)).paths.gallery;
  const [first = gallery(), ...others] = roots;
  const [{ readPeople }, report, { createProgressBar }] = await Promise.all([
    import('../src/app/people.js'),
    import('../src/report/people-report.js'),
    import('../src/report/progress-bar.js'),
  ]);
  const { stdout, stderr } = context;
  const bar =
    stderr.isTerminal && !flags.quiet && !flags.json
      ? createProgressBar(stderr, () => context.now().getTime())
      : undefined;
  const findings = await readPeople(context, [first, ...others], (progress) => bar?.show(progress));
  bar?.stop();
  const exitCode = exitCodeOf(context.interruptedBy(), findings.unreadable.length);
  const view = { person: flags.person, base: roots.length === 0 ? first : context.cwd };
  if (flags.json) stdout.write(report.peopleJson(findings, view, exitCode));
  else {
    stdout.write(report.peopleText(findings, view));
    if (!flags.quiet) stderr.write(report.peopleTroubles(findings, view));
  }
  return exitCode;
}
