import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { type Ended, photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

/** One does the work; the other waits for next time, or comes late and finds nothing to do. Both say so by code. */
function expectOneToWork(ended: readonly Ended[], summary: RegExp): void {
  const worked = ended.filter(({ stdout }) => summary.test(stdout));
  const other = ended.filter((each) => !worked.includes(each));
  expect(worked.map(({ code, stderr }) => [code, stderr])).toEqual([[0, '']]);
  expect(other).toHaveLength(1);
  expect([0, 75]).toContain(other[0]!.code);
}

test('two imports of one library at the same moment: one works, the other is silent, nothing is lost or doubled', async () => {
  const library = folder('Photos');
  await run('init', library);
  const drops = join(library, 'images/Imports');
  await makeManyJpegs(join(drops, 'Phone'), 300, { seed: 61 });
  const contents = contentsOf(drops);
  const args = ['import', '--library', library, '--settle', '0'];

  const ended = await Promise.all([run(...args), run(...args)]);

  expectOneToWork(ended, /^300 files moved \(.*\)\.\n$/);
  expect(ended.map(({ stdout, stderr }) => stdout + stderr)).toContain('');
  expect(contentsOf(join(library, 'images/Gallery'))).toEqual(contents);
  expect(filesBelow(drops)).toEqual([]);
  expect(filesBelow(join(library, '.photokeep/trash'))).toEqual([]);
});

test('two imports that both make the same new Gallery', async () => {
  await makeManyJpegs(folder('card'), 40, { seed: 62 });
  const args = ['import', folder('card'), '--to', folder('Gallery')];
  const ended = await Promise.all([run(...args), run(...args)]);
  expect(ended.map(({ stdout }) => stdout)).toContainEqual(expect.stringMatching(/^40 files copied/));
  expect(ended.every(({ code }) => code === 0 || code === 75)).toBe(true);
  expect(contentsOf(folder('Gallery'))).toEqual(contentsOf(folder('card')));
});

test('whoever comes second is told who is at work, with --json also in a pipe; a dry run does not wait', async () => {
  const library = folder('Photos');
  await run('init', library);
  await makeManyJpegs(join(library, 'images/Imports/Phone'), 300, { seed: 63 });
  const args = ['import', '--library', library, '--settle', '0', '--json'];

  const [a, b] = await Promise.all([run(...args), run(...args)]);
  const second = a.code === 75 ? a : b;

  expect([a.code, b.code].sort()).toEqual([0, 75]);
  expect(second.stderr).toBe('');
  expect(summaryOf(second.stdout)).toMatchObject({
    ...{ event: 'summary', command: 'import', exitCode: 75 },
    error: expect.stringMatching(
      /^another run is busy with this library(: import since \d{4}-.*Z, process \d+)?$/,
    ),
  });

  const before = listing(library);
  const looks = await Promise.all([run(...args, '--dry-run'), run(...args, '--dry-run')]);
  expect(looks.map(({ code }) => code)).toEqual([0, 0]);
  expect(listing(library)).toEqual(before);
});
