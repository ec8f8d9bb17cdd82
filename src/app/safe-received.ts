import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Fingerprint, fingerprintKey } from '../content/fingerprint.js';
import { closedJournalPath, openJournalPath, openRuns, readJournal } from '../library/journal.js';
import { noAction, readLedger } from '../library/ledger.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Action } from '../plan/actions.js';
import { errorCode } from './errors.js';
import { contains, realPath } from '../system/real-path.js';

/** A content that came from a drop folder, or that may have. */
export interface ReceivedContent {
  readonly fingerprint: Fingerprint;
  /** under which it came */
  readonly name: string;
  /** ids of the runs that first and last took it in */
  readonly first: string;
  readonly last: string;
  /** whether it is known to have come from there; else nothing tells where it came from */
  readonly isOriginKnown: boolean;
}

interface Seen {
  readonly fingerprint: Fingerprint;
  name: string;
  first: string;
  last: string;
  origin: 'here' | 'elsewhere' | 'unknown';
}

/**
 * All that the ledger says came from a folder, and what it cannot tell the origin of; and what a run is taking in just
 * now, or was when it was cut off. Lines of older releases do not name the folder, but the journals of their runs do, as
 * long as they are kept.
 *
 * @param folder absolute
 */
export function readReceived(
  paths: Pick<LibraryPaths, 'root' | 'ledger' | 'journals' | 'openJournals'>,
  folder: string,
): ReceivedContent[] {
  const isBelow = placesBelow(realPath(folder), paths.root);
  const sources = createSources(paths);
  const seen = new Map<string, Seen>();
  for (const run of openRuns(paths)) {
    for (const { source, fingerprint } of actionsOf(openJournalPath(paths, run))) {
      if (!isBelow(dirname(source))) continue;
      const name = basename(source);
      seen.set(fingerprintKey(fingerprint), { fingerprint, name, first: run, last: run, origin: 'here' });
    }
  }
  for (const { event, fingerprint, name, run, action, from } of existsSync(paths.ledger)
    ? readLedger(paths.ledger)
    : []) {
    // What adopt found was never sent, as far as anybody knows.
    if ((event !== 'imported' && event !== 'received') || action === noAction) continue;
    const place = from ?? sources(run, action);
    const origin = place === undefined ? 'unknown' : isBelow(place) ? 'here' : 'elsewhere';
    const key = fingerprintKey(fingerprint);
    const known = seen.get(key);
    if (!known) seen.set(key, { fingerprint, name, first: run, last: run, origin });
    else if (known.origin !== 'here' && origin !== 'elsewhere')
      Object.assign(known, { name, first: run, last: run, origin });
    else if (origin === 'here') known.last = run;
  }
  return [...seen.values()]
    .filter(({ origin }) => origin !== 'elsewhere')
    .map(({ origin, ...content }) => ({ ...content, isOriginKnown: origin === 'here' }));
}

/** Of a journal that was closed a moment ago, the ledger has it all. */
function actionsOf(journal: string): readonly Action[] {
  try {
    return readJournal(journal).actions;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function placesBelow(folder: string, root: string): (place: string) => boolean {
  const known = new Map<string, boolean>();
  return (place) => {
    const before = known.get(place);
    if (before !== undefined) return before;
    const isBelow = contains(folder, realPath(resolve(root, place)));
    known.set(place, isBelow);
    return isBelow;
  };
}

function createSources(
  paths: Pick<LibraryPaths, 'journals'>,
): (run: string, action: number) => string | undefined {
  const journals = new Map<string, ReadonlyMap<number, string>>();
  return (run, action) => {
    let sources = journals.get(run);
    if (!sources) {
      const path = closedJournalPath(paths, run);
      const actions = existsSync(path) ? readJournal(path).actions : [];
      sources = new Map(actions.map(({ id, source }) => [id, dirname(source)]));
      journals.set(run, sources);
    }
    return sources.get(action);
  };
}
