import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { closedRuns, openRuns } from '../../src/library/journal.js';
import { libraryPaths, type LibraryPaths } from '../../src/library/paths.js';
import { rotateJournals } from '../../src/library/rotate-journals.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
let paths: LibraryPaths;
const now = Date.UTC(2024, 0, 31);
/** One run a day, in January. */
const run = (day: number): string => `202401${String(day).padStart(2, '0')}-000000-aaaa`;
const days = [1, 2, 3, 4, 5, 6, 7, 8];
const dayMs = 86_400_000;

beforeEach(() => {
  paths = libraryPaths(at(), 'library');
  mkdirSync(paths.openJournals, { recursive: true });
  for (const day of days) writeFileSync(at('.photokeep/journals', `${run(day)}.jsonl`), '');
  writeFileSync(at('.photokeep/journals/open', '20200101-000000-open.jsonl'), '');
});

function daysKept(): number[] {
  return closedRuns(paths).map((each) => Number(each.slice(6, 8)));
}

test('journals that are old and many go, the oldest ones', () => {
  rotateJournals(paths, { atLeast: 3, atMost: 100, ageMs: 26 * dayMs }, now);
  // The 5th is 26 days before the 31st.
  expect(daysKept()).toEqual([5, 6, 7, 8]);
  expect(openRuns(paths)).toEqual(['20200101-000000-open']);
});

test('however old, the newest stay', () => {
  rotateJournals(paths, { atLeast: 3, atMost: 100, ageMs: dayMs }, now);
  expect(daysKept()).toEqual([6, 7, 8]);
});

test('however young, there are not more than so many', () => {
  const gone = rotateJournals(paths, { atLeast: 1, atMost: 5, ageMs: 365 * dayMs }, now);
  expect(daysKept()).toEqual([4, 5, 6, 7, 8]);
  expect(gone).toEqual([3, 2, 1].map(run));
});

test('one whose files are still in the trash stays', () => {
  mkdirSync(at('.photokeep/trash', run(2)), { recursive: true });
  rotateJournals(paths, { atLeast: 3, atMost: 4, ageMs: dayMs }, now);
  expect(daysKept()).toEqual([2, 6, 7, 8]);
});

test('a clock that is not to be trusted makes none of them old', () => {
  rotateJournals(paths, { atLeast: 1, atMost: 6, ageMs: dayMs }, undefined);
  expect(daysKept()).toEqual([3, 4, 5, 6, 7, 8]);
});
