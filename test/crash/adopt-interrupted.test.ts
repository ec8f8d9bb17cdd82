import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';
import { readLog } from '../../src/library/append-log.js';
import { type LibraryPaths, libraryPaths } from '../../src/library/paths.js';
import { openSqlite, type SqlRow } from '../../src/library/sqlite.js';
import { jsonLines, type Line } from '../json-output.js';
import { photokeep, startPhotokeep } from '../photokeep.js';
import { folderForAllTests } from '../temporary-folder.js';

const folder = folderForAllTests();
const paths = libraryPaths(folder('Photos'), 'library');
const files = 100_000;
const filesPerFolder = 1000;
/** Every tenth file is a second copy of the one before it. */
const contents = files - files / 10;

function makeGallery({ gallery }: LibraryPaths): void {
  for (let index = 0; index < files; index++) {
    const month = join(gallery, String(1900 + Math.floor(index / filesPerFolder)), '01-January');
    if (index % filesPerFolder === 0) mkdirSync(month, { recursive: true });
    const content = index % 10 === 9 ? index - 1 : index;
    writeFileSync(join(month, `IMG_${String(index)}.jpg`), `picture ${String(content)}`);
  }
}

/** All that the catalog knows of the Gallery. */
function catalogRows(): SqlRow[] {
  const database = openSqlite(paths.catalog, 'readonly');
  try {
    return [
      ...database.all('SELECT * FROM file ORDER BY path'),
      ...database.all("SELECT * FROM fact WHERE name = 'gallery known'"),
    ];
  } finally {
    database.close();
  }
}

/** The contents that the ledger knows, as often as it says so. */
function ledgerContents(): string[] {
  return [...readLog(paths.ledger)]
    .filter(({ event }) => event === 'imported')
    .map(({ size, hash }) => `${String(size)}:${String(hash)}`)
    .sort();
}

function isRead({ event, action, status }: Line): boolean {
  return event === 'file' && action === 'adopt' && status === 'done';
}

/** Sends a signal once so many files were read. @returns the files that this run says it read, and how it ended */
async function interruptAfter(
  reads: number,
  signal: NodeJS.Signals,
): Promise<{ read: string[]; code: number | null }> {
  const { child, ended } = startPhotokeep(['adopt', '--library', paths.root, '--json'], { home: folder() });
  let count = 0;
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const said = JSON.parse(line) as Line;
    if (said['event'] === 'start' ? reads === 0 : isRead(said) && ++count === reads) child.kill(signal);
  });
  const { code, stdout } = await ended;
  const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1);
  return {
    read:
      whole === ''
        ? []
        : jsonLines(whole)
            .filter(isRead)
            .map(({ path }) => String(path)),
    code,
  };
}

test('adopting 100,000 files, interrupted five times, ends with the same catalog as in one go', async () => {
  await photokeep(['init', paths.root], { home: folder() });
  makeGallery(paths);
  const inOneGo = await photokeep(['adopt', '--library', paths.root, '--json'], { home: folder() });
  expect(inOneGo.code).toBe(0);
  expect(jsonLines(inOneGo.stdout).at(-1)).toMatchObject({ adopted: files, recorded: contents, failed: 0 });
  const expected = { rows: catalogRows(), ledger: ledgerContents() };
  expect(expected.rows).toHaveLength(files + 1);
  for (const file of [paths.catalog, paths.ledger]) rmSync(file);

  const interruptions: [number, NodeJS.Signals, number | null][] = [
    [0, 'SIGKILL', null],
    [1, 'SIGINT', 130],
    [9000, 'SIGKILL', null],
    [20_000, 'SIGTERM', 143],
    [30_000, 'SIGKILL', null],
  ];
  const read: string[] = [];
  for (const [reads, signal, code] of interruptions) {
    const run = await interruptAfter(reads, signal);
    expect(run.code).toBe(code);
    expect(run.read.length).toBeGreaterThanOrEqual(reads);
    read.push(...run.read);
  }
  expect(read.length).toBeLessThan(files);
  const last = await photokeep(['adopt', '--library', paths.root, '--json'], { home: folder() });

  expect(last.code).toBe(0);
  expect({ rows: catalogRows(), ledger: ledgerContents() }).toEqual(expected);
  // What a run had said to be in the catalog was not read again.
  read.push(
    ...jsonLines(last.stdout)
      .filter(isRead)
      .map(({ path }) => String(path)),
  );
  expect(new Set(read).size).toBe(read.length);
}, 900_000);
