import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fromCloudPath, isSplit, toCloudPath } from '../../src/backup/cloud-names.js';
import { fsPath, hasOddBytes, nameFromBytes } from '../../src/system/fs-path.js';
import fc from '../fast-check.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';
import { oddNames } from './store-contract.js';

describe('a path at a cloud remote', () => {
  test.each([
    ['2021/05-May/IMG_1234.jpg', '2021/05-May/IMG_1234.jpg'],
    ['über 📷.jpg', 'über 📷.jpg'],
    ['tab\tline\n.jpg', 'tab␉line␊.jpg'],
    ['␉.jpg', '‛␉.jpg'],
    ['‛.jpg', '‛‛.jpg'],
    [nameFromBytes(Buffer.from([0xff, 0x2e, 0x6a])), '‛FF.j'],
    ['x'.repeat(143), 'x'.repeat(143)],
    ['x'.repeat(144), `${'x'.repeat(140)}‛/xxxx`],
    [`${'x'.repeat(200)}/a.jpg`, `${'x'.repeat(140)}‛/${'x'.repeat(60)}/a.jpg`],
  ])('%j is %j', (path, there) => {
    expect(toCloudPath(path)).toBe(there);
    expect(fromCloudPath(there)).toBe(path);
  });

  const bytes = fc.uint8Array({ minLength: 1, maxLength: 255 });
  const anyName = fc
    .oneof(
      bytes,
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }).map((text) => Buffer.from(text)),
    )
    .map((name) => nameFromBytes(Buffer.from(name)).replace(/[/\0]/g, '_'))
    .filter((name) => name !== '');
  const marked = fc.stringMatching(/^[\u201B\u2400-\u2402\u2421A-F0-9x]{1,255}$/u);
  const anyPath = fc
    .array(fc.oneof(anyName, marked), { minLength: 1, maxLength: 4 })
    .map((names) => names.join('/'));

  test('leads back to the path, whatever its names are', () => {
    fc.assert(fc.property(anyPath, (path) => fromCloudPath(toCloudPath(path)) === path));
  });

  test('is plain text without control characters, and has no name that is too long for crypt', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const there = toCloudPath(path);
        expect(there).toBe(Buffer.from(there).toString());
        // eslint-disable-next-line no-control-regex -- these are what is looked for
        expect(there).not.toMatch(/[\x00-\x1f\x7f]/);
        for (const name of there.split('/')) {
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(143);
          expect(name).not.toBe('');
        }
      }),
    );
  });

  test('says whether a name was too long', () => {
    expect(['a/b.jpg', `${'ü'.repeat(71)}x`, `a/${'ü'.repeat(72)}`].map(isSplit)).toEqual([
      false,
      false,
      true,
    ]);
  });
});

const folder = temporaryFolder();

testWith(
  ['rclone'],
  'is what rclone itself makes of a name, but for one that is not UTF-8 or too long',
  () => {
    const names = oddNames.filter((name) => !isSplit(name) && !hasOddBytes(name));
    const lines: string[] = [];
    for (const name of names) {
      mkdirSync(dirname(folder('here', name)), { recursive: true });
      writeFileSync(fsPath(folder('here', name)), 'x');
    }
    const listed = execFileSync('rclone', ['lsjson', folder('here')], { encoding: 'utf8' });
    for (const { Path } of JSON.parse(listed) as { Path: string }[]) lines.push(Path);

    expect(lines.sort()).toEqual(names.map(toCloudPath).sort());
    expect(readdirSync(folder('here'))).toHaveLength(names.length);
  },
);
