// `npm run bench:status [-- rounds]`: what `status` costs in libraries of 0, 1,000, 10,000 and 100,000 files with two
// backups, beside a start of photokeep that does nothing. Ratios from one run; docs/speed.md.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ManifestIndex } from '../../src/backup/manifest-index.js';
import { Catalog } from '../../src/library/catalog.js';
import { inTurn } from './measure.js';

const program = fileURLToPath(new URL('../../../dist/photokeep.js', import.meta.url));
const [rounds = 5] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'photokeep-bench-'));
const targets = ['hdd', 'other'];

interface Row {
  readonly path: string;
  readonly identity: {
    readonly size: number;
    readonly mtimeMs: number;
    readonly ctimeMs: number;
    readonly ino: number;
  };
  readonly hash: string;
  readonly takenAt: { readonly local: string; readonly source: string };
}

function* rowsOf(files: number): Generator<Row> {
  for (let number = 0; number < files; number++) {
    const [year, month] = [2005 + (number % 21), String(1 + ((number * 7) % 12)).padStart(2, '0')];
    const time = 1_600_000_000_000 + number;
    yield {
      path: `${String(year)}/${month}-Month/IMG_${String(number)}.JPG`,
      identity: { size: 2_000_000 + number, mtimeMs: time, ctimeMs: time, ino: number + 1 },
      hash: BigInt.asUintN(64, BigInt(number) * 0x9e3779b97f4a7c15n)
        .toString(16)
        .padStart(16, '0'),
      takenAt: { local: `${String(year)}-${month}-11T10:11:12`, source: 'ExifIFD:DateTimeOriginal' },
    };
  }
}

/** A library as far as `status` looks at it: a catalog, and an index for each target in which a hundredth is missing. */
function makeLibrary(files: number): string {
  const library = join(folder, `Photos-${String(files)}`);
  const state = (path: string): string => join(library, '.photokeep', path);
  execFileSync(process.execPath, [program, 'init', library, '--quiet']);
  const entries = targets.map((name) => `  - { name: ${name}, to: ${join(folder, name)} }\n`);
  writeFileSync(state('config.yaml'), `backups:\n${entries.join('')}`);
  const catalog = Catalog.open(state('catalog.db'));
  catalog.learnGallery(rowsOf(files));
  catalog.close();
  for (const name of targets) {
    const index = ManifestIndex.open(state(`targets/${name}/index.db`));
    index.change(() => {
      for (const { path, identity, hash } of rowsOf(files)) {
        if (identity.ino % 100 === 0) continue;
        const { size, ...look } = identity;
        index.insert({
          path,
          fingerprint: { size, hash },
          ...look,
          sentAt: '2024-05-18T10:11:12.000Z',
          run: 'bench',
        });
      }
    });
    index.close();
  }
  return library;
}

try {
  const status = [0, 1000, 10_000, 100_000].map((files) => ({
    name: `status of ${String(files)} files`,
    command: [process.execPath, program, 'status', '--library', makeLibrary(files)],
  }));
  const start = { name: 'photokeep --version', command: [process.execPath, program, '--version'] };
  const results = await inTurn([start, ...status], rounds);
  const base = results.get(status[0]?.name ?? '')?.seconds ?? NaN;
  for (const [name, { seconds, peakMib }] of results) {
    const figures = [
      `${seconds.toFixed(2)} s`,
      `${(seconds / base).toFixed(2)} times an empty library`,
      `${peakMib.toFixed(0)} MiB`,
    ];
    process.stdout.write(`${name}: ${figures.join(', ')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
