import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { DedupeSummary, GroupEvent } from '../../src/report/dedupe-report.js';
import { contentsOf } from '../contents.js';
import { type DedupeLibrary, makeDedupeLibrary } from '../dedupe-library.js';
import { sha256 } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { startPhotokeep } from '../photokeep.js';

const pairs = 1500;
let home = '';
let library: DedupeLibrary;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  library = makeDedupeLibrary(home);
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/**
 * Writes another content into a file, which looks the same afterwards but for its ctime.
 *
 * @returns whether it was done before anybody took the file away; what is written into one that is on its way out nobody
 *   can save
 */
function edit(path: string): boolean {
  try {
    const { atime, mtime, ino } = statSync(path);
    writeFileSync(path, readFileSync(path, 'utf8').replace('picture', 'PICTURE'));
    utimesSync(path, atime, mtime);
    return statSync(path).ino === ino;
  } catch {
    return false;
  }
}

const copy = (number: number, side: 'a' | 'b'): string => `2020/05-May/${side}${String(number)}.jpg`;

test.each(['trash', 'delete'])(
  'a copy that becomes another picture after it was read is not lost, nor is its twin: --action %s',
  async (action) => {
    for (let number = 0; number < pairs; number++) {
      for (const side of ['a', 'b'] as const) library.put(copy(number, side), `picture ${String(number)}`);
    }
    const before = new Set(contentsOf(library.gallery()));
    const { child, ended } = startPhotokeep(
      ['dedupe', '--library', library.root, '--json', '--action', action, '--yes'],
      { home },
    );
    // By the first group that is done, all were read.
    const edited = new Map<string, string>();
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (edited.size > 0 || !printed.includes('"event":"group"')) return;
      for (let number = 0; number < pairs; number++) {
        const [kept, spare] = [library.gallery(copy(number, 'a')), library.gallery(copy(number, 'b'))];
        if (!existsSync(kept) || !existsSync(spare)) continue;
        const path = number % 2 === 0 ? kept : spare;
        if (edit(path)) edited.set(path, sha256(path));
      }
    });
    const { stdout, stderr } = await ended;

    const events = jsonLines(stdout) as unknown as readonly (GroupEvent | DedupeSummary)[];
    const reasons = events
      .flatMap(({ event, left }) => (event === 'group' ? left : []))
      .map(({ reason }) => reason);
    expect([stderr, edited.size > 100, reasons.length > 100]).toEqual(['', true, true]);
    const expected = ['not-identical', 'changed', 'keep-missing'];
    expect(reasons.filter((reason) => !expected.includes(reason))).toEqual([]);
    const after = new Set(contentsOf(library.root));
    const gone = [...before, ...edited.values()].filter((content) => !after.has(content));
    expect(gone).toEqual([]);
  },
);
