import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

test('a dry run of init names exactly what the real one then makes', async () => {
  const before = listing(folder());
  const dry = await run('init', folder('Photos'), '--dry-run');
  expect(listing(folder())).toEqual(before);
  const real = await run('init', folder('Photos'));
  const made = ['', 'tmp', 'images/Gallery', 'images/Imports/Phone', 'images/Imports/PC'];
  const paths = [
    ...made,
    '.photokeep/library.json',
    '.photokeep/config.schema.json',
    '.photokeep/config.yaml',
  ].map((path) => join(folder('Photos'), path));
  expect(real.stdout).toBe(paths.map((path) => `made  ${path}\n`).join(''));
  expect(dry.stdout).toBe(paths.map((path) => `would make  ${path}\n`).join(''));
  for (const path of paths) expect(statSync(path)).toBeDefined();
});

test('a second init changes nothing', async () => {
  await run('init', folder('Photos'));
  const before = listing(folder());
  const { code, stdout } = await run('init', folder('Photos'), '--json');
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toEqual([
    {
      ...{ event: 'summary', schema: 1, command: 'init', dryRun: false },
      ...{ root: folder('Photos'), made: [], kept: [], exitCode: 0 },
    },
  ]);
  expect(listing(folder())).toEqual(before);
});

test('the state is for its owner only', async () => {
  await run('init', folder('Photos'));
  expect(statSync(folder('Photos/.photokeep')).mode & 0o777).toBe(0o700);
  expect(readFileSync(folder('Photos/.photokeep/config.yaml'), 'utf8')).toContain('# layout: YYYY/MM-M\n');
});
