// `npm run bench:import [-- files rounds]`: import against one exiftool over the same files, against phockup where
// it is installed, with nothing to do, into a large library, and its memory. Ratios from one run; docs/speed.md.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exiftoolPath } from 'exiftool-vendored';
import { makeManyJpegs } from '../media/make-many.js';
import { type Contender, inTurn } from './measure.js';

const program = fileURLToPath(new URL('../../../dist/photokeep.js', import.meta.url));
const [files = 2000, rounds = 5] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'photokeep-bench-'));
const photokeep = (...args: string[]): string[] => [process.execPath, program, ...args];
const newLibrary = (root: string): void => {
  rmSync(root, { recursive: true, force: true });
  execFileSync(process.execPath, [program, 'init', root, '--quiet']);
};

try {
  await againstOthers();
  await nothingToDo();
  await intoALargeLibrary();
  await memory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function againstOthers(): Promise<void> {
  const corpus = join(folder, 'corpus');
  await makeManyJpegs(corpus, files, { seed: 1, padTo: 200_000 });
  const library = join(folder, 'Photos');
  const some = join(folder, 'some');
  const someFiles = Math.min(200, files);
  await makeManyJpegs(some, someFiles, { seed: 2, padTo: 200_000 });
  const contenders: Contender[] = [
    {
      name: `photokeep import, ${String(files)} files`,
      command: photokeep('import', '--library', library, '--settle', '0'),
      prepare: () => {
        newLibrary(library);
        cpSync(corpus, join(library, 'images', 'Imports', 'Phone'), {
          recursive: true,
          preserveTimestamps: true,
        });
      },
    },
    {
      name: `exiftool -r -j -fast2, ${String(files)} files`,
      command: ['perl', await exiftoolPath(), '-r', '-j', '-fast2', corpus],
    },
  ];
  const results = [...(await inTurn(contenders, rounds))];
  const rates = results.map(([name, { seconds }]) => [name, files / seconds] as const);
  if (isInstalled('phockup')) {
    const out = join(folder, 'phockup-out');
    const phockup: Contender = {
      name: `phockup, ${String(someFiles)} files`,
      command: ['phockup', some, out, '-d', 'YYYY/MM-M'],
      prepare: () => {
        rmSync(out, { recursive: true, force: true });
        mkdirSync(out);
      },
    };
    const [[name, { seconds }] = ['', { seconds: NaN }]] = await inTurn([phockup], Math.min(rounds, 3));
    rates.push([name, someFiles / seconds]);
  }
  const [ours = NaN] = rates.map(([, rate]) => rate);
  print(
    rates.map(([name, rate]) => [
      name,
      `${rate.toFixed(0)} files/s`,
      `photokeep is ${(ours / rate).toFixed(2)} times as fast`,
    ]),
  );
}

async function nothingToDo(): Promise<void> {
  const library = join(folder, 'Idle');
  newLibrary(library);
  mkdirSync(join(library, 'images', 'Imports', 'Phone', '.stfolder'));
  const results = await inTurn(
    [
      { name: 'import with nothing to do', command: photokeep('import', '--library', library) },
      { name: 'node -e 0', command: [process.execPath, '-e', '0'] },
    ],
    rounds * 4,
  );
  printRatios(results);
}

async function intoALargeLibrary(): Promise<void> {
  const large = join(folder, 'Large');
  newLibrary(large);
  for (let month = 0; month < 100; month++) {
    const gallery = join(
      large,
      'images',
      'Gallery',
      String(2000 + Math.floor(month / 12)),
      String(month % 12),
    );
    mkdirSync(gallery, { recursive: true });
    for (let file = 0; file < 1000; file++)
      writeFileSync(join(gallery, `IMG_${String(file)}.JPG`), `${String(month)}-${String(file)}`);
  }
  const ten = join(folder, 'ten');
  await makeManyJpegs(ten, 10, { seed: 3 });
  // The first import takes the Gallery's names and sizes into the catalog; that is not what is timed.
  execFileSync(process.execPath, [program, 'import', ten, '--library', large]);
  const empty = join(folder, 'Empty');
  let seed = 100;
  const into = (name: string, root: string, before: () => void): Contender => ({
    name,
    command: photokeep('import', '--library', root, '--settle', '0'),
    prepare: () => {
      before();
      const script = fileURLToPath(new URL('./make-ten.js', import.meta.url));
      execFileSync(process.execPath, [script, join(root, 'images', 'Imports', 'Phone'), String(seed++)]);
    },
  });
  const results = await inTurn(
    [
      into('ten new photos into 100,000', large, () => undefined),
      into('ten new photos into none', empty, () => {
        newLibrary(empty);
      }),
    ],
    rounds,
  );
  printRatios(results);
}

async function memory(): Promise<void> {
  const library = join(folder, 'Memory');
  newLibrary(library);
  await makeManyJpegs(join(library, 'images', 'Imports', 'Phone'), files * 50, { seed: 4 });
  const results = await inTurn(
    [
      {
        name: `import of ${String(files * 50)} files`,
        command: photokeep('import', '--library', library, '--settle', '0'),
      },
    ],
    1,
  );
  print(
    [...results].map(([name, { peakMib, seconds }]) => [
      name,
      `${peakMib.toFixed(0)} MiB`,
      `${((files * 50) / seconds).toFixed(0)} files/s`,
    ]),
  );
}

function printRatios(results: ReadonlyMap<string, { seconds: number }>): void {
  const base = [...results.values()].at(-1)?.seconds ?? NaN;
  print(
    [...results].map(([name, { seconds }]) => [
      name,
      `${(seconds * 1000).toFixed(0)} ms`,
      `${(seconds / base).toFixed(2)} times`,
    ]),
  );
}

function print(rows: readonly (readonly string[])[]): void {
  for (const row of rows)
    process.stdout.write(`${row.map((cell, index) => cell.padEnd([44, 16][index] ?? 0)).join('')}\n`);
  process.stdout.write('\n');
}

function isInstalled(name: string): boolean {
  return spawnSync('which', [name]).status === 0;
}
