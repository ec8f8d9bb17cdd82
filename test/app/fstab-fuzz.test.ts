import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { addToFstab, removeFromFstab } from '../../src/app/fstab.js';
import { planFstabAddition, planFstabRemoval } from '../../src/plan/plan-fstab.js';
import { nameFromBytes, pathBytes } from '../../src/system/fs-path.js';
import { fakeContext } from '../fake-context.js';
import fc from '../fast-check.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

const blank = fc.stringMatching(/^[ \t]{1,4}$/);
const field = fc.oneof(
  fc.constantFrom(
    'UUID=ab-02',
    'LABEL="my disk"',
    '/dev/sda1',
    '/',
    'none',
    'swap',
    '/mnt/with\\040space',
    '/mnt/b\\134s',
  ),
  fc.constantFrom(
    'proc',
    'ext4',
    'defaults,noatime',
    '0',
    '1',
    '#',
    '\\',
    '"',
    "'",
    '//nas/photos',
    'pi@pi:/data',
  ),
  fc.stringMatching(/^[ -~]{1,12}$/),
);

/** Entries, comments, empty lines and what is none of them, with tabs and odd spacing; some bytes are no UTF-8. */
const line = fc.oneof(
  fc
    .tuple(blank, fc.array(fc.tuple(field, blank), { maxLength: 7 }))
    .map(([before, fields]) => (fields.length % 2 === 0 ? before : '') + fields.flat().join('')),
  fc.string({ unit: 'binary' }).map((text) => `# ${text.replaceAll(/[\r\n]/g, '')}`),
  fc.constantFrom(
    '',
    '\t# indented',
    'UUID=ab-02\t/\text4\tdefaults 0\t1',
    '# fotos del ni\udcf1o',
    '\ufeff# by an editor',
  ),
);

/** Whole files: with or without an end to the last line, or with ends as Windows has them. */
const tables = fc
  .tuple(fc.array(line, { maxLength: 10 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, isClosed]) => pathBytes(lines.join(end) + (isClosed && lines.length > 0 ? end : '')));

const disk = ['UUID=16955984-34c8-435d-b646-6578a3bab016', '/dev/sdz9', 'LABEL=photos'];
const points = fc.constantFrom('/data/3Tera', '/mnt/my photos', '/mnt/tab\there', '/mnt/b\\040s', '/mnt/#1');

test('for any table, adding a disk and removing it by any of its names gives the very same bytes', () => {
  fc.assert(
    fc.property(tables, points, fc.constantFrom(0, 1), (bytes, point, by) => {
      const before = nameFromBytes(bytes);
      const entry = { spec: disk[0]!, point, type: 'auto', options: 'nofail' };
      const added = planFstabAddition(before, entry, disk);
      fc.pre(added.kind === 'change');
      expect(added.text.startsWith(before)).toBe(true);
      // The same again finds what is there.
      expect(planFstabAddition(added.text, entry, disk).kind).toBe('there');

      const removed = planFstabRemoval(added.text, by === 0 ? disk : [point]);
      expect(removed.kind === 'change' && pathBytes(removed.text).equals(bytes)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

testWith(['findmnt', 'lsblk', 'blkid'], 'and so it is with real files, which findmnt has read', async () => {
  mkdirSync(at('mnt'));
  const context = fakeContext(at());
  const file = at('fstab');
  const options = { file, args: [], yes: true, dryRun: false };
  const more = { disk: disk[0]!, point: at('mnt'), mountOptions: undefined, protect: false };
  await fc.assert(
    fc.asyncProperty(tables, async (bytes) => {
      writeFileSync(file, bytes);
      expect(await addToFstab(context, { ...options, ...more })).toMatchObject({ change: 'added' });
      expect(readFileSync(file).subarray(0, bytes.length).equals(bytes)).toBe(true);
      expect(await removeFromFstab(context, { ...options, name: disk[0]! })).toMatchObject({
        change: 'removed',
      });
      expect(readFileSync(file).equals(bytes)).toBe(true);
    }),
    { numRuns: 25 },
  );
});
