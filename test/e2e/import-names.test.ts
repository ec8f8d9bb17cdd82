import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { contentsOf, filesBelow, listing } from '../folder-listing.js';
import { assetEvents, summaryOf } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';
import { fsPath } from '../../src/system/fs-path.js';

const folder = temporaryFolder();
const library = () => folder('Photos');
const drops = (name = '') => join(library(), 'images/Imports/PC', name);
const gallery = () => join(library(), 'images/Gallery');

const run = (...args: readonly string[]) => {
  mkdirSync(folder('tmp'), { recursive: true });
  return photokeep(args, { home: folder(), env: { TMPDIR: folder('tmp') } });
};

/** Lone surrogates stand for the bytes of names that are not UTF-8, as in the program itself. */
const oddNames = [
  'caf\udce9.jpg', // Latin-1, from an old camera or a Windows stick
  'a\nb.jpg',
  'a\tb.jpg',
  '-rf.jpg',
  '#1.jpg',
  'Fête “Ana” 🎂.jpg',
  '\u001b[31mred.jpg',
  'with trailing dot.',
  ' spaces .jpg',
  'a'.repeat(251) + '.jpg',
];

beforeEach(async () => {
  await photokeep(['init', library()], { home: folder() });
  const made = await makeManyJpegs(folder('camera'), oddNames.length, {
    ...{ seed: 41, startDate: '2021-03-01', spreadDays: 20 },
  });
  for (const [index, name] of oddNames.entries()) copyFileSync(made[index]!.path, fsPath(drops(name)));
});

test('pictures with the oddest names are placed under storable ones, the same in a dry run', async () => {
  const before = listing(library());
  const command = ['import', '--library', library(), '--settle', '0', '--json'];
  const dry = await run(...command, '--dry-run');
  expect(listing(library())).toEqual(before);
  const { code, stdout } = await run(...command);

  expect(code).toBe(0);
  expect(summaryOf(stdout)).toMatchObject({ moved: oddNames.length, failed: 0, skipped: 0 });
  expect(assetEvents(dry.stdout).map(({ path, to }) => [path, to])).toEqual(
    assetEvents(stdout).map(({ path, to }) => [path, to]),
  );
  expect(filesBelow(join(gallery(), '2021/03-March'))).toEqual(
    [
      ...['caf_.jpg', 'a_b.jpg', 'a_b (2).jpg', '-rf.jpg', '#1.jpg', 'Fête “Ana” 🎂.jpg', '_[31mred.jpg'],
      ...['with trailing dot.', ' spaces .jpg', 'a'.repeat(251) + '.jpg'],
    ].sort(),
  );
  expect(contentsOf(gallery())).toEqual(contentsOf(folder('camera')));
  expect(filesBelow(drops())).toEqual([]);
  expect(filesBelow(folder('tmp'))).toEqual([]);
  const notes = assetEvents(stdout).flatMap(({ path, notes: said }) => (said ? [[path, said]] : []));
  expect(notes).toContainEqual([
    drops('caf\udce9.jpg'),
    ['its name is not UTF-8; "_" stands for the odd bytes in the Gallery'],
  ]);
});

test('what reaches a terminal holds no control characters', async () => {
  const { stdout, stderr } = await run('import', '--library', library(), '--settle', '0', '--verbose');
  // eslint-disable-next-line no-control-regex -- what must not be there
  expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\x00-\x1f\x7f]/);
  expect(stdout).toContain('a\\u{a}b.jpg');
  expect(stdout).toContain('caf\\xe9.jpg');
});
