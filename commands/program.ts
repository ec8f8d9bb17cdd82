import { existsSync, readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import type { Context } from '../src/app/context.js';
import { errorCode, errorMessage, PhotokeepError } from '../src/app/errors.js';
import { type ExitCode, exitCodes } from '../src/app/exit-codes.js';
import { writeStopped } from '../src/report/json.js';
import { printable } from '../src/report/printable.js';
import type { CommandModule } from './command-module.js';

interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Loads the command's file: only the one that is called is ever read. */
  readonly load: () => Promise<CommandModule>;
}

const commands: readonly CommandEntry[] = [
  {
    name: 'import',
    summary: 'sort new photos and videos into the Gallery',
    group: 'Main commands:',
    load: () => import('./import.js'),
  },
  {
    name: 'dedupe',
    summary: 'find exact duplicates, keep the best copy, trash the others',
    group: 'Main commands:',
    load: () => import('./dedupe.js'),
  },
  {
    name: 'backup',
    summary: 'copy the Gallery to other disks and machines',
    group: 'Main commands:',
    load: () => import('./backup.js'),
  },
  {
    name: 'mount',
    summary: 'show the Gallery of another machine on this one',
    group: 'Main commands:',
    load: () => import('./mount.js'),
  },
  {
    name: 'unmount',
    summary: 'take such a mount down',
    group: 'Main commands:',
    load: () => import('./unmount.js'),
  },
  {
    name: 'fstab',
    summary: 'mount a disk at every start',
    group: 'Main commands:',
    load: () => import('./fstab.js'),
  },
  {
    name: 'status',
    summary: 'say how the library is: jobs, backups, space, what waits',
    group: 'Looking after it:',
    load: () => import('./status.js'),
  },
  {
    name: 'doctor',
    summary: 'check everything that photokeep works with, and say what to do',
    group: 'Looking after it:',
    load: () => import('./doctor.js'),
  },
  {
    name: 'undo',
    summary: 'take a run back: files go where they came from',
    group: 'Looking after it:',
    load: () => import('./undo.js'),
  },
  {
    name: 'held',
    summary: 'show, import or trash what a phone sent again after you removed it',
    group: 'Looking after it:',
    load: () => import('./held.js'),
  },
  {
    name: 'history',
    summary: 'list the runs, or what one of them did',
    group: 'Looking after it:',
    load: () => import('./history.js'),
  },
  {
    name: 'trash',
    summary: 'list, restore or delete what import and dedupe put aside',
    group: 'Looking after it:',
    load: () => import('./trash.js'),
  },
  {
    name: 'verify',
    summary: 'read the Gallery and find what has rotted',
    group: 'Looking after it:',
    load: () => import('./verify.js'),
  },
  {
    name: 'why',
    summary: 'say which date is chosen for a file, and what else was on offer',
    group: 'Looking after it:',
    load: () => import('./why.js'),
  },
  {
    name: 'people',
    summary: 'list the names in face tags, as digiKam writes them',
    group: 'Looking after it:',
    load: () => import('./people.js'),
  },
  {
    name: 'init',
    summary: 'make the folders and the config of a new library',
    group: 'Setting up:',
    load: () => import('./init.js'),
  },
  {
    name: 'config',
    summary: 'show every setting in force, and where it comes from',
    group: 'Setting up:',
    load: () => import('./config.js'),
  },
  {
    name: 'schedule',
    summary: 'run import, backups and checks from crontab',
    group: 'Setting up:',
    load: () => import('./schedule.js'),
  },
  {
    name: 'syncthing',
    summary: 'set up and check what phones send through Syncthing',
    group: 'Setting up:',
    load: () => import('./syncthing.js'),
  },
  {
    name: 'gallery',
    summary: 'set up a viewer for browsers, and tell it of changes',
    group: 'Setting up:',
    load: () => import('./gallery.js'),
  },
  {
    name: 'adopt',
    summary: 'take a Gallery that is there already into the catalog',
    group: 'Setting up:',
    load: () => import('./adopt.js'),
  },
];

const intro = 'Leave Google Photos for your own disk: sort photos, and never lose one.';

/** Runs a command line (without node and script) and says how it ended. Never throws. */
export async function main(argv: readonly string[], context: Context): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.fine;
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  const called = commands.find(({ name }) => name === (first === 'help' ? second : first));
  try {
    const program = createProgram(context);
    for (const entry of commands) {
      const command = program
        .command(entry.name)
        .helpGroup(entry.group)
        .summary(entry.summary)
        .description(entry.summary);
      if (entry !== called) continue;
      const args = argv.slice(argv.indexOf(entry.name) + 1);
      (await entry.load()).define(command, { context, args, finish: (code) => (exitCode = code) });
    }
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.fine;
    return reportError(error, called?.name ?? '', argv, context);
  }
}

function createProgram(context: Context): Command {
  return new Command('photokeep')
    .description(intro)
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help for a command')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => {
        context.stdout.write(text);
      },
      writeErr: (text) => {
        context.stderr.write(text);
      },
      getOutHelpWidth: () => context.stdout.columns ?? 80,
      getErrHelpWidth: () => context.stderr.columns ?? 80,
      // Its errors end in `main` and are told there, like all others.
      outputError: () => undefined,
    })
    .exitOverride();
}

/** One line for whoever reads it at night: what is wrong, and what to do. */
function reportError(
  error: unknown,
  command: string,
  argv: readonly string[],
  { stdout, stderr }: Context,
): ExitCode {
  const known = knownError(error, command);
  const exitCode = known?.exitCode ?? exitCodes.bug;
  const message = known ? known.message : `internal error: ${errorMessage(error)}`;
  const remedy = known
    ? known.remedy
    : 'nothing more was done; please report it with the output of --verbose';
  if (argv.includes('--json')) {
    writeStopped(stdout, {
      event: 'summary',
      command,
      exitCode,
      error: message,
      ...(remedy !== undefined && { remedy }),
    });
  }
  // "Not now" is no news for cron, which tries again anyway; what the user knows of is none either.
  if ((known?.kind === 'later' || known?.isKnown === true) && !stderr.isTerminal) return exitCode;
  stderr.write(`photokeep: ${printable(message)}${remedy === undefined ? '' : `; ${printable(remedy)}`}\n`);
  const wantsStack = argv.includes('--verbose') || argv.includes('-v');
  if (!known && wantsStack && error instanceof Error) stderr.write(`${error.stack ?? ''}\n`);
  return exitCode;
}

/** What ended a run as an error of ours, or undefined for a bug. */
function knownError(error: unknown, command: string): PhotokeepError | undefined {
  if (error instanceof PhotokeepError) return error;
  if (error instanceof CommanderError) {
    const isHelp = error.code === 'commander.help';
    const message = isHelp
      ? 'no known command was named'
      : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
    return new PhotokeepError('usage', message, `see photokeep ${command}${command === '' ? '' : ' '}--help`);
  }
  // Of single files it is a reason; here it met the library's own state, without which nothing may go on.
  if (['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(errorCode(error) ?? '')) {
    return new PhotokeepError(
      'refused',
      'no space left on the disk of the library for its journal and catalog',
      'free some; the next run finishes or takes back what was under way',
    );
  }
  if (errorCode(error) === 'SQLITE_CORRUPT') {
    return new PhotokeepError(
      'refused',
      "the library's catalog is damaged",
      'delete .photokeep/catalog.db in the library: it is a cache and will be made again',
    );
  }
  return undefined;
}

function version(): string {
  // One folder up from the bundle in dist/, two from the compiled modules in build/commands/.
  const file = ['../package.json', '../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(url));
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : 'unknown';
}
