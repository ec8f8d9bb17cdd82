import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fingerprintKey } from '../content/fingerprint.js';
import { type LedgerEntry, readLedger } from '../library/ledger.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { LibraryPaths } from '../library/paths.js';
import { createHashPool } from '../content/hash-pool.js';
import type { MoveAction } from '../plan/actions.js';
import { fileEvent } from '../report/file-events.js';
import type { HeldFile, HeldReporter, HeldTrashSummary } from '../report/held.js';
import { type FoundFile, lookAt, walk } from '../scan/walk.js';
import { fsPath } from '../system/fs-path.js';
import { contains } from '../system/real-path.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { exitCodeOf, type ExitCode } from './exit-codes.js';
import type { ImportPlaces } from './import-request.js';
import { withRun } from './run.js';

/** Files that are held back, and what the ledger says of each: why it is. Changes nothing. */
export async function listHeld(paths: LibraryPaths): Promise<HeldFile[]> {
  const files = heldFiles(paths, []);
  const hashes = createHashPool();
  try {
    const answers = await hashes.fingerprints(files.map(({ path }) => path));
    const wanted = new Map(
      answers.flatMap((answer, index) =>
        'error' in answer ? [] : [[fingerprintKey(answer.fingerprint), files[index]?.path ?? '']],
      ),
    );
    const imported = lastImports(paths, wanted);
    return files.map(({ path, identity }) => {
      const [run = '', ...way] = relative(paths.held, path).split('/');
      const before = imported.get(path);
      return {
        ...{ path, cameFrom: way.join('/'), heldBy: run, bytes: identity.size },
        ...(before && { importedBy: before.run, importedAs: before.name }),
      };
    });
  } finally {
    await hashes.close();
  }
}

/** What an import of held files takes: they are let in whatever the ledger says. */
export function heldPlaces(context: Context, library: FoundLibrary, names: readonly string[]): ImportPlaces {
  const { held } = library.paths;
  const paths =
    names.length === 0
      ? existsSync(held)
        ? [held]
        : []
      : names.map((name) => findHeld(context, library, name));
  const borders = { isExcluded: () => false, isApart: () => false };
  const sources = paths.map((path) => ({
    ...{ path, name: path, isDropFolder: false, resends: false, borders },
    ...{ homeZone: undefined, layout: undefined, staleAfter: undefined },
  }));
  return { library, sources };
}

/**
 * Moves held files to the trash of this run, from where they can be taken back.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function trashHeld(
  context: Context,
  library: FoundLibrary,
  { names, dryRun, args }: { names: readonly string[]; dryRun: boolean; args: readonly string[] },
  reporter: HeldReporter,
): Promise<ExitCode> {
  const chosen = names.map((name) => findHeld(context, library, name));
  return withRun(context, library, { command: 'held trash', args, dryRun, reporter }, async (run) => {
    const files = heldFiles(run.paths, chosen);
    const answers = await run.hashes.fingerprints(files.map(({ path }) => path));
    const counts = { trashed: 0, failed: 0, bytes: 0 };
    const actions = files.flatMap(({ path, identity }, index): MoveAction[] => {
      const answer = answers[index];
      if (!answer || 'error' in answer) return [];
      const target = join(run.paths.trash, run.id, relative(run.paths.root, path));
      return [
        { kind: 'move', id: index + 1, source: path, target, identity, fingerprint: answer.fingerprint },
      ];
    });
    await run.carryOut(actions, (result) => {
      if (result.status === 'failed') counts.failed++;
      else {
        counts.trashed++;
        counts.bytes += result.action.fingerprint.size;
      }
      reporter.event(fileEvent(result));
    });
    const failed = counts.failed + files.length - actions.length;
    const exitCode = exitCodeOf(context.interruptedBy(), failed);
    const summary: HeldTrashSummary = {
      ...{ event: 'summary', command: 'held trash', run: run.id, dryRun },
      ...{ ...counts, failed, exitCode },
    };
    reporter.end(summary);
    return exitCode;
  });
}

function heldFiles({ held }: LibraryPaths, chosen: readonly string[]): FoundFile[] {
  const entries = chosen.length === 0 ? [...walk(held)] : chosen.flatMap((path) => [...lookAt(path)]);
  return entries.filter((entry) => 'identity' in entry);
}

/** By its path, or by its path below `held/` as `held list` shows it. */
function findHeld(context: Context, { paths: { held } }: FoundLibrary, name: string): string {
  const path = [resolve(context.cwd, name), join(held, name)].find(
    (candidate) =>
      name !== '' && existsSync(fsPath(candidate)) && existsSync(held) && contains(held, candidate),
  );
  if (path !== undefined) return path;
  throw new PhotokeepError('usage', `${name} is not held`, 'photokeep held list shows what is');
}

function lastImports(paths: LibraryPaths, wanted: ReadonlyMap<string, string>): Map<string, LedgerEntry> {
  const found = new Map<string, LedgerEntry>();
  if (wanted.size === 0 || !existsSync(paths.ledger)) return found;
  for (const entry of readLedger(paths.ledger)) {
    const path = wanted.get(fingerprintKey(entry.fingerprint));
    if (path !== undefined && entry.event === 'imported') found.set(path, entry);
  }
  return found;
}
