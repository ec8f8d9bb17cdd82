// `npm run demo`: a small library of real pictures and videos, made on the spot, and what import does with it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeDemoPictures } from '../media/demo-library.js';

const program = fileURLToPath(new URL('../../../dist/photokeep.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'photokeep-demo-'));
const library = join(folder, 'Photos');

try {
  step(
    'A new library, and 25 files as a family has them: phones, cameras, a scan, WhatsApp, a copy, a text file',
  );
  photokeep('init', library, '--quiet');
  await makeDemoPictures(join(library, 'images', 'Imports'));
  showTree(join(library, 'images', 'Imports'));

  step('What would import do? Nothing is touched.');
  photokeep('import', '--library', library, '--home-zone', 'Europe/Madrid', '--settle', '0', '--dry-run');

  step('Now really.');
  photokeep('import', '--library', library, '--home-zone', 'Europe/Madrid', '--settle', '0');
  showTree(join(library, 'images', 'Gallery'));

  step('Once more: there is nothing to do, and nothing is said.');
  photokeep('import', '--library', library, '--home-zone', 'Europe/Madrid', '--settle', '0');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function step(text: string): void {
  process.stdout.write(`\n── ${text}\n`);
}

function photokeep(...args: string[]): void {
  const shown = args.map((arg) => arg.replace(`${folder}/`, '')).join(' ');
  process.stdout.write(`\n$ photokeep ${shown}\n`);
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`photokeep ended with exit code ${String(status)}`);
}

function showTree(root: string, indent = '  '): void {
  for (const entry of readdirSync(root, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    process.stdout.write(`${indent}${entry.name}${entry.isDirectory() ? '/' : ''}\n`);
    if (entry.isDirectory()) showTree(join(root, entry.name), `${indent}  `);
  }
}
