// `npm run bench:backup [-- files rounds]`: a backup with nothing to send against plain rsync over the same tree, and
// against a Node that does nothing but start it; memory with as many files, and with ten times as many. Ratios from one
// run; docs/speed.md.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Contender, inTurn } from './measure.js';

const program = fileURLToPath(new URL('../../../dist/photokeep.js', import.meta.url));
const [files = 20_000, rounds = 7] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'photokeep-bench-'));
const photokeep = (...args: string[]): string[] => [process.execPath, program, ...args];

try {
  await nothingToSend(files, rounds, true);
  await nothingToSend(files * 10, 1, false);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Files of 4 kB: what counts is their number. */
function makeGallery(gallery: string, count: number): void {
  const content = Buffer.alloc(4096);
  for (let number = 0; number < count; number++) {
    const month = join(
      gallery,
      String(2000 + Math.floor(number / 12_000)),
      String(Math.floor(number / 1000) % 12),
    );
    if (number % 1000 === 0) mkdirSync(month, { recursive: true });
    content.writeUInt32LE(number);
    writeFileSync(join(month, `IMG_${String(number)}.JPG`), content);
  }
}

async function nothingToSend(count: number, times: number, compared: boolean): Promise<void> {
  const library = join(folder, `Photos-${String(count)}`);
  const target = join(folder, `Backup-${String(count)}`);
  execFileSync(process.execPath, [program, 'init', library, '--quiet']);
  const gallery = join(library, 'images', 'Gallery');
  makeGallery(gallery, count);
  mkdirSync(target);
  writeFileSync(join(library, '.photokeep', 'config.yaml'), `backups:\n  - { name: hdd, to: ${target} }\n`);
  const backup = photokeep('backup', 'local', '--library', library);
  execFileSync(process.execPath, [
    program,
    'backup',
    'setup',
    'hdd',
    '--yes',
    '--quiet',
    '--library',
    library,
  ]);
  const first = await inTurn([{ name: `first backup of ${String(count)} files`, command: backup }], 1);
  const rsync = ['-ai', `${gallery}/`, `${join(target, 'Gallery')}/`];
  const wrapper = `require('node:child_process').spawnSync('rsync', ${JSON.stringify(rsync)})`;
  const contenders: Contender[] = [
    { name: `nothing to send, ${String(count)} files`, command: backup },
    { name: 'node that starts rsync -ai', command: [process.execPath, '-e', wrapper] },
    { name: 'rsync -ai', command: ['rsync', ...rsync] },
  ];
  const results = await inTurn(compared ? contenders : contenders.slice(0, 1), times);
  const base = results.get('rsync -ai')?.seconds;
  for (const [name, { seconds, peakMib }] of [...first, ...results]) {
    const ratio = base === undefined || first.has(name) ? '' : `${(seconds / base).toFixed(2)} times`;
    const cells = [
      name.padEnd(44),
      `${(seconds * 1000).toFixed(0)} ms`.padEnd(12),
      `${peakMib.toFixed(0)} MiB`.padEnd(10),
    ];
    process.stdout.write(`${cells.join('')}${ratio}\n`);
  }
  process.stdout.write('\n');
}
