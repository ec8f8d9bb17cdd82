import { cpSync, linkSync, lstatSync, mkdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { workingNames } from '../../src/execute/operations.js';
import { recover } from '../../src/execute/recover.js';
import { Journal, openJournalPath, readJournal } from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import type { ReflinkAction } from '../../src/plan/actions.js';
import { filesBelow } from '../contents.js';
import { temporaryFolder } from '../temporary-folder.js';
import { endsOf, file, overwrite, reflinkOf } from './carry-out.js';

const at = temporaryFolder();
const run = '20210102-030405-abcd';
type Place = 'source' | 'temporary' | 'aside' | 'keep';

const picture = 'the picture';
const another = 'another picture, of somebody else';

let paths: LibraryPaths;
let place: Record<Place, string>;
let action: ReflinkAction;
let journal: Journal;

const rename = (from: Place, to: Place): void => {
  renameSync(place[from], place[to]);
};
const link = (from: Place, to: Place): void => {
  linkSync(place[from], place[to]);
};
const remove = (where: Place): void => {
  unlinkSync(place[where]);
};
const clone = (): void => {
  cpSync(place.source, place.temporary, { preserveTimestamps: true });
};

/** What lies where, and whether a file is the old one or the new one. */
function found(): Record<string, string> {
  const names = new Map(Object.entries(place).map(([name, path]) => [path, name]));
  const old = action.identity.ino;
  return Object.fromEntries(
    filesBelow(at())
      .filter((path) => !path.startsWith(paths.journals) && path !== place.keep)
      .map((path) => {
        const content = readFileSync(path, 'utf8');
        const which = content !== picture ? content : lstatSync(path).ino === old ? 'old' : 'new';
        return [names.get(path) ?? path.slice(at().length + 1), which];
      }),
  );
}

beforeEach(() => {
  paths = libraryPaths(at(), 'library');
  mkdirSync(paths.openJournals, { recursive: true });
  const [keep, source] = [file(at('a.jpg'), picture), file(at('b.jpg'), picture)];
  action = reflinkOf(source, keep);
  place = { source, keep, ...workingNames(run, action.id, source, source) };
  journal = Journal.start(paths, { run, command: 'dedupe', args: [], startedAt: '', pid: 1 });
  journal.announce([action]);
});

/** What a kill, and whatever others did until the next run, left there; what lies there afterwards; and the end. */
const states: readonly [string, () => void, Record<string, string>, string][] = [
  ['announced only', () => undefined, { source: 'old' }, 'interrupted'],
  ['half of a clone made', () => file(place.temporary, 'the pi'), { source: 'old' }, 'interrupted'],
  ['the clone made', clone, { source: 'old' }, 'interrupted'],
  [
    'the duplicate renamed aside',
    () => {
      clone();
      rename('source', 'aside');
    },
    { source: 'old' },
    'interrupted',
  ],
  [
    'the clone linked to the name',
    () => {
      clone();
      rename('source', 'aside');
      link('temporary', 'source');
    },
    { source: 'new' },
    'done',
  ],
  [
    'the name exchanged, the duplicate still aside',
    () => {
      clone();
      rename('source', 'aside');
      rename('temporary', 'source');
    },
    { source: 'new' },
    'done',
  ],
  [
    'done but not recorded',
    () => {
      clone();
      rename('temporary', 'source');
    },
    { source: 'new' },
    'done',
  ],
  [
    'putting back cut off between link and unlink',
    () => {
      clone();
      link('source', 'aside');
    },
    { source: 'old' },
    'interrupted',
  ],
  [
    'the name reserved, where there are no links',
    () => {
      clone();
      rename('source', 'aside');
      file(place.source, '');
      journal.reserved(action.id, String(lstatSync(place.source, { bigint: true }).ino));
    },
    { source: 'old' },
    'interrupted',
  ],
  [
    'the duplicate renamed aside; another file has its name since',
    () => {
      clone();
      rename('source', 'aside');
      file(place.source, another);
    },
    { source: another, 'b (2).jpg': 'old' },
    'changed',
  ],
  [
    'the name exchanged; another file has it since',
    () => {
      clone();
      rename('source', 'aside');
      file(at('new'), another);
      renameSync(at('new'), place.source);
      remove('temporary');
    },
    { source: another, 'b (2).jpg': 'old' },
    'changed',
  ],
  [
    'the clone made; the duplicate is gone since',
    () => {
      clone();
      remove('source');
    },
    {},
    'vanished',
  ],
  [
    'the clone made; both are gone since',
    () => {
      clone();
      remove('source');
      remove('keep');
    },
    { temporary: 'new' },
    'vanished',
  ],
  [
    'the clone made; the duplicate was written to since',
    () => {
      clone();
      overwrite(place.source, 'THE PICTURE');
    },
    { source: 'THE PICTURE' },
    'changed',
  ],
];

test.each(states)('a kill during a reflink, %s', (_, arrange, then, end) => {
  arrange();
  const outcomes = recover(readJournal(openJournalPath(paths, run)));
  expect([found(), endsOf(outcomes)]).toEqual([then, [end]]);

  // Doing it twice is the same as once.
  recover(readJournal(openJournalPath(paths, run)));
  expect(found()).toEqual(then);
});
