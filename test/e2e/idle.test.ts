import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listing } from '../folder-listing.js';
import { photokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const library = () => folder('Photos');
const importLibrary = ['import', '--library'];

/** Drop folders as they are most of the time: nothing in them but Syncthing's own things. */
async function idleLibrary(): Promise<void> {
  await photokeep(['init', library()], { home: folder() });
  const phone = join(library(), 'images/Imports/Phone');
  mkdirSync(join(phone, '.stfolder'));
  mkdirSync(join(phone, 'Camera/.thumbnails'), { recursive: true });
  writeFileSync(join(phone, '.stignore'), '*.tmp\n');
  writeFileSync(join(phone, '.syncthing.IMG_1.jpg.tmp'), 'half');
}

/** A phone whose owner wants no screenshots, which therefore stay where they are for ever. */
function excludeScreenshots(): void {
  const phone = join(library(), 'images/Imports/Phone');
  mkdirSync(join(phone, 'Screenshots'));
  writeFileSync(join(phone, 'Screenshots/a.png'), 'picture');
  const entry = `{path: ${phone}, homeZone: America/Bogota, exclude: [Screenshots]}`;
  writeFileSync(join(library(), '.photokeep/config.yaml'), `imports: [${entry}]\n`);
}

test.each([
  ['nothing', () => undefined],
  ['nothing but what the config excludes', excludeScreenshots],
])('with %s to do, a run under cron is silent, fine, and leaves no trace', async (_what, prepare) => {
  await idleLibrary();
  prepare();
  const before = listing(folder());
  expect(await photokeep([...importLibrary, library()], { home: folder() })).toEqual({
    ...{ code: 0, stdout: '', stderr: '' },
  });
  expect(listing(folder())).toEqual(before);
});

for (const [what, prepare] of [
  ['nothing', () => undefined],
  ['nothing but what the config excludes', excludeScreenshots],
] as const) {
  testWith(
    ['strace'],
    `with ${what} to do, it starts no program and loads none of the heavy parts`,
    async () => {
      await idleLibrary();
      prepare();
      const trace = folder('trace');
      const through = ['strace', '-f', '-qq', '-e', 'trace=execve,open,openat', '-o', trace];
      const { code } = await photokeep([...importLibrary, library()], { home: folder(), through });
      const calls = readFileSync(trace, 'utf8');

      expect(code).toBe(0);
      expect(calls.match(/execve\(/g)).toHaveLength(1);
      // libsql and exiftool-vendored are packages of their own; zod is in the bundle's chunk that validates settings.
      expect(calls).toMatch(/dist\/photokeep\.js/);
      expect(calls).not.toMatch(/dist\/settings-/);
      expect(calls).not.toContain('/node_modules/');
      expect(calls).not.toContain('catalog.db');
      expect(calls).not.toContain('lock.db');
      expect(calls.includes('dist/exclusion-')).toBe(prepare === excludeScreenshots);
    },
  );
}
