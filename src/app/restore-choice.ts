import { relative, resolve } from 'node:path';
import type { ManifestIndex } from '../backup/manifest-index.js';
import { expandHome } from '../config/load.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import { deletedFiles, leadsOut } from '../plan/backup-state.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/** Which files of a target are meant. */
export interface RestoreChoice {
  /** files and folders of the Gallery; none for everything */
  readonly words: readonly string[];
  /** a run, or a date: the Gallery as it was then; undefined for as it is now */
  readonly at: string | undefined;
  /** with what is there no longer */
  readonly includeDeleted: boolean;
}

/** Where words that are paths may start. */
interface Bases extends Pick<Context, 'cwd' | 'home'> {
  readonly gallery: string;
}

/**
 * The entries of a target's manifest that are meant, in the order of paths.
 *
 * @throws PhotokeepError `usage` for a word, a run or a time that the target knows nothing of
 */
export function chooseEntries(
  index: ManifestIndex,
  { words, at, includeDeleted }: RestoreChoice,
  bases: Bases,
): ManifestEntry[] {
  const state = at === undefined ? currentState(index, includeDeleted) : stateAt(index, at);
  requireInside(state);
  if (words.includes('')) {
    throw new PhotokeepError('usage', 'an empty path was given', 'is a variable of your script not set?');
  }
  if (words.length === 0) return state.sort(byPath);
  const chosen = new Set<ManifestEntry>();
  for (const word of words) {
    const names = namesOf(word, bases);
    const named = state.filter(({ path }) => names.some((name) => isAtOrBelow(path, name)));
    if (named.length === 0) throw notThere(index, word, names, at);
    for (const entry of named) chosen.add(entry);
  }
  return [...chosen].sort(byPath);
}

/** @throws PhotokeepError `refused` for a manifest that would have files put elsewhere */
export function requireInside(entries: readonly ManifestEntry[]): void {
  const stray = entries.find(({ path }) => leadsOut(path));
  if (!stray) return;
  throw new PhotokeepError(
    'refused',
    `the manifest of the target names a file outside of the Gallery: ${stray.path}`,
    'photokeep does not write such a thing; see who else can write to the target',
  );
}

function currentState(index: ManifestIndex, includeDeleted: boolean): ManifestEntry[] {
  const current = [...index.current()].flat();
  if (current.length === 0 && index.runs().length === 0) {
    throw new PhotokeepError(
      'refused',
      'the target has no record of a backup',
      'if photos are in its folder Gallery, copy them by hand, or import them from there',
    );
  }
  return includeDeleted ? [...current, ...deletedFiles([...index.all()].flat())] : current;
}

function stateAt(index: ManifestIndex, at: string): ManifestEntry[] {
  const time = readDate(at) ?? endOf(index, at);
  const state = [...index.heldAt(time)].flat();
  if (state.length > 0) return state;
  const [first] = index.runs();
  throw new PhotokeepError(
    'usage',
    `there is no backup from ${at}`,
    first ? `the first one ended at ${first.at}` : 'nothing was ever backed up to this target',
  );
}

/** A day stands for its end: all that was backed up on it. In the time zone of the machine. */
function readDate(at: string): string | undefined {
  const [, day, time = '23:59:59.999'] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?$/.exec(at) ?? [];
  if (day === undefined) return undefined;
  const date = new Date(`${day}T${time}`);
  // 31 February would be a day in March.
  if (date.getDate() === Number(day.slice(-2))) return date.toISOString();
  throw new PhotokeepError('usage', `${at} is no date`, 'write it like 2024-05-18 or "2024-05-18 12:00"');
}

/** When a run had recorded all that it did. */
function endOf(index: ManifestIndex, at: string): string {
  const runs = index.runs();
  const run = runs.findLast(({ run: id }) => at !== '' && id.startsWith(at));
  if (run) return run.at;
  const known = runs.slice(-3).map(({ run: id }) => id);
  throw new PhotokeepError(
    'usage',
    `the target knows no run ${at}`,
    known.length === 0
      ? 'nothing was ever backed up to it'
      : `its last ones: ${known.join(', ')}; or give a date such as 2024-05-18`,
  );
}

/** What a word may stand for, relative to the Gallery: as it is, or as a path on this machine. */
function namesOf(word: string, { gallery, cwd, home }: Bases): string[] {
  const here = relative(gallery, resolve(cwd, expandHome(word, home)));
  const inGallery = word.startsWith('/') ? [] : [resolve('/', word).slice(1)];
  return [...inGallery, ...(here.startsWith('..') ? [] : [here])].map(composed);
}

function isAtOrBelow(path: string, name: string): boolean {
  const whole = composed(path);
  return name === '' || whole === name || whole.startsWith(`${name}/`);
}

/** A Mac writes `é` as two characters, a keyboard as one. */
function composed(path: string): string {
  return path.normalize('NFC');
}

function byPath(a: ManifestEntry, b: ManifestEntry): number {
  return a.path < b.path ? -1 : 1;
}

/** With what the target does know of it. */
function notThere(
  index: ManifestIndex,
  word: string,
  names: readonly string[],
  at: string | undefined,
): PhotokeepError {
  const before = names.flatMap((name) => index.historyOf(name)).at(-1);
  if (at !== undefined || !before) {
    const when = at === undefined ? '' : ` from ${at}`;
    return new PhotokeepError(
      'usage',
      `the target has no ${word}${when}`,
      'paths are those in the Gallery, such as 2021/05-May',
    );
  }
  const { movedTo, endedAt = '' } = before;
  return new PhotokeepError(
    'usage',
    `${word} is not in the Gallery any more, since ${endedAt}`,
    movedTo === undefined ? '--include-deleted brings it back' : `it was moved to ${movedTo}`,
  );
}
