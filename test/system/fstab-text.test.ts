import { describe, expect, test } from '@jest/globals';
import {
  appendLine,
  type FstabEntry,
  fstabLine,
  readFstab,
  removeLine,
} from '../../src/system/fstab-text.js';
import fc from '../fast-check.js';

const entry: FstabEntry = {
  spec: 'UUID=16955984-34c8-435d-b646-6578a3bab016',
  point: '/data/3Tera',
  type: 'auto',
  options: 'nosuid,nodev,nofail',
};

describe('reading', () => {
  test('finds entries among comments, tabs, odd spacing and escapes, each with its line', () => {
    const text = [
      '# /etc/fstab',
      '',
      '  UUID=1234-ABCD\t/mnt/photos/ \t exfat\tnofail\t0\t0',
      '#UUID=dead /mnt/old ext4 defaults 0 2',
      '/dev/sdb1 /mnt/with\\040space ext4',
      'UUID=swap none swap sw 0 0',
      'nonsense',
    ].join('\n');

    expect(readFstab(text)).toEqual([
      { spec: 'UUID=1234-ABCD', point: '/mnt/photos', type: 'exfat', options: 'nofail', line: 3 },
      { spec: '/dev/sdb1', point: '/mnt/with space', type: 'ext4', options: 'defaults', line: 5 },
      { spec: 'UUID=swap', point: 'none', type: 'swap', options: 'sw', line: 6 },
    ]);
  });

  test('a carriage return at the end of a line is no part of a field', () => {
    expect(readFstab('UUID=a /mnt ext4 defaults\r\n')).toMatchObject([{ options: 'defaults' }]);
  });
});

describe('writing', () => {
  test('gives the line that design and guide show', () => {
    expect(fstabLine(entry)).toBe(
      'UUID=16955984-34c8-435d-b646-6578a3bab016 /data/3Tera auto nosuid,nodev,nofail 0 0',
    );
  });

  test.each([
    ['/mnt/My Photos', '/mnt/My\\040Photos'],
    ['/mnt/tab\there', '/mnt/tab\\011here'],
    ['/mnt/back\\slash', '/mnt/back\\134slash'],
    ['/mnt/Bücher#1', '/mnt/Bücher#1'],
  ])('%j is written as %s and read back as it was', (point, written) => {
    const line = fstabLine({ ...entry, point });
    expect(line.split(' ')[1]).toBe(written);
    expect(readFstab(line)).toMatchObject([{ point }]);
  });
});

/** Files as people and installers leave them. */
const fstabs = fc
  .array(
    fc.constantFrom(
      '# a comment',
      '',
      '   ',
      '\t# indented',
      'UUID=ab-02\t/\text4\tdefaults,noatime 0\t1',
      'proc /proc proc defaults 0 0\r',
      '/dev/sda1   /mnt/with\\040space   ext4',
      'LABEL=x /mnt/x auto nofail 0 0   ',
      'half an entry\\',
    ),
    { maxLength: 12 },
  )
  .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`, `${lines.join('\r\n')}\r\n`));

test('adding a line and removing it gives the very same bytes, and the line is where it says', () => {
  fc.assert(
    fc.property(fstabs, (before) => {
      const after = appendLine(before, fstabLine(entry));
      const found = readFstab(after).filter(({ spec }) => spec === entry.spec);

      expect(after.startsWith(before)).toBe(true);
      expect(found).toHaveLength(1);
      expect(found).toMatchObject([entry]);
      expect(removeLine(after, found[0]!.line)).toBe(before);
    }),
  );
});

test('removing a line leaves all other lines as they are', () => {
  expect(removeLine('a\nb\r\nc', 2)).toBe('a\nc');
  expect(removeLine('a\nb\n', 1)).toBe('b\n');
  expect(removeLine('a', 1)).toBe('');
});
