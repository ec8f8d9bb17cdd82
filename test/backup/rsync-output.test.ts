import { describe, expect, test } from '@jest/globals';
import { parseComplaint, parseItem, parseProgress } from '../../src/backup/rsync-output.js';
import { nameFromBytes } from '../../src/system/fs-path.js';

// Lines that rsync 3.5.0 printed with `-8 --out-format='%i|%l|%n' --info=progress2 --no-h` and LC_ALL=C.

const odd = (latin1: string): string => nameFromBytes(Buffer.from(latin1, 'latin1'));

describe('an item', () => {
  test.each([
    ['>f+++++++++|13|a/b.jpg', { isSent: true, isFile: true, isNew: true, size: 13, path: 'a/b.jpg' }],
    ['<f.st......|0|a', { isSent: true, isFile: true, isNew: false, size: 0, path: 'a' }],
    ['.f         |3145728|a', { isSent: false, isFile: true, isNew: false, size: 3145728, path: 'a' }],
    ['.f...p.....|1|a', { isSent: false, isFile: true, isNew: false, size: 1, path: 'a' }],
    ['cd+++++++++|4096|a/', { isSent: false, isFile: false, isNew: true, size: 4096, path: 'a/' }],
  ])('%s', (line, item) => {
    expect(parseItem(Buffer.from(line))).toEqual(item);
  });

  test.each([
    ['a|b||c', 'a|b||c'],
    [String.raw`back\slash`, String.raw`back\slash`],
    [String.raw`back\#134#012.jpg`, String.raw`back\#012.jpg`],
    [String.raw`new\#012line`, 'new\nline'],
    [String.raw`cr\#015.jpg`, 'cr\r.jpg'],
    [String.raw`\#134#9`, String.raw`\#9`],
    ['tab\t.jpg', 'tab\t.jpg'],
    ['del\x7f.jpg', 'del\x7f.jpg'],
    [' ends with a space ', ' ends with a space '],
    ['odd\xff\xe9.jpg', odd('odd\xff\xe9.jpg')],
    ['\xf0\x9f\x98\x80.jpg', '😀.jpg'],
  ])('with the name %j', (printed, name) => {
    expect(parseItem(Buffer.from(`>f+++++++++|1|${printed}`, 'latin1'))?.path).toBe(name);
  });

  test.each([
    'created directory dst/Gallery/.',
    'cannot delete non-empty directory: x',
    'skipping non-regular file "a"',
    '*deleting   a',
    '          32768   1%    0.00kB/s    0:00:00  ',
  ])('is not %s', (line) => {
    expect(parseItem(Buffer.from(line))).toBeUndefined();
  });
});

test.each([
  ['              1   0%    0.00kB/s    0:00:00  ', 1],
  ['            363 100%  353.52kB/s    0:00:00 (xfr#15, to-chk=0/17)', 363],
  ['>f+++++++++|13|1 1% /s', undefined],
])('progress in %j', (line, bytes) => {
  expect(parseProgress(Buffer.from(line))).toBe(bytes);
});

describe('a complaint', () => {
  test.each([
    ['rsync: [sender] link_stat "/src/gone" failed: No such file or directory (2)', '/src/gone', 'vanished'],
    ['file has vanished: "/src/a"', '/src/a', 'vanished'],
    [
      'rsync: [sender] send_files failed to open "/src/p/no": Permission denied (13)',
      '/src/p/no',
      'not-permitted',
    ],
    ['could not make way for new regular file: x', 'x', 'target-taken'],
    [
      'rsync: [receiver] mkstemp "/t/.a.e20gqp" failed: Read-only file system (30)',
      '/t/.a.e20gqp',
      'read-only',
    ],
    [
      'rsync: [receiver] mkstemp "/t/10:30.jpg.XXXXXX" failed: No such file or directory (2)',
      '/t/10:30.jpg.XXXXXX',
      'name-not-allowed',
    ],
    [
      'rsync: [receiver] mkstemp "/t/a.XXXXXX" failed: Invalid argument (22)',
      '/t/a.XXXXXX',
      'name-not-allowed',
    ],
    ['rsync: [receiver] write failed on "/t/big": No space left on device (28)', '/t/big', 'no-space'],
    ['rsync: [receiver] write failed on "/t/big": Disk quota exceeded (122)', '/t/big', 'no-space'],
    [
      'rsync: [receiver] write failed on "/t/\xff\\#012 \\"x\\" (3).jpg": File too large (27)',
      odd('/t/\xff\n \\"x\\" (3).jpg'),
      'tool-failed',
    ],
    ['rsync: [generator] chown "/t/a" failed: Operation not permitted (1)', '/t/a', 'not-permitted'],
    ['rsync: [sender] write error: Broken pipe (32)', undefined, 'tool-failed'],
  ])('%s', (line, name, reason) => {
    expect(parseComplaint(Buffer.from(line, 'latin1'))).toEqual({ name, reason });
  });

  test.each([
    'rsync error: some files/attrs were not transferred (see previous errors) (code 23) at main.c(1394) [sender=3.5.0]',
    'Warning: Permanently added 127.0.0.1 (ED25519) to the list of known hosts.',
    'rsync: connection unexpectedly closed (0 bytes received so far) [sender]',
  ])('is not %s', (line) => {
    expect(parseComplaint(Buffer.from(line))).toBeUndefined();
  });
});
