import { describe, expect, test } from '@jest/globals';
import { createExclusion } from '../../src/scan/exclusion.js';

describe('a glob', () => {
  test.each<[string, string, string[], string[]]>([
    [
      'without a slash is a name anywhere',
      '*.gif',
      ['a.gif', 'Camera/b.gif', '.gif'],
      ['a.gifs', 'agif', 'a.gif.jpg'],
    ],
    [
      'leaves out a folder with all it holds',
      'Screenshots',
      ['Screenshots', 'a/Screenshots/b/c.png'],
      ['Screenshots 2/a.png', 'MyScreenshots'],
    ],
    ['may end in a slash', 'Screenshots/', ['Screenshots/a.png', 'DCIM/Screenshots/a.png'], ['a.png']],
    [
      'with a slash is a path from the drop folder on',
      'Camera/Raw',
      ['Camera/Raw', 'Camera/Raw/a.dng'],
      ['x/Camera/Raw/a.dng', 'Raw/a.dng'],
    ],
    ['that begins with a slash too', '/Raw', ['Raw/a.dng'], ['Camera/Raw/a.dng']],
    ['that begins with a dot and a slash too', './*.jpg', ['a.jpg'], ['Camera/a.jpg']],
    ['has ** for any folders', 'DCIM/**/*.png', ['DCIM/a.png', 'DCIM/b/c/a.png'], ['a.png']],
    ['has * for one name', 'DCIM/*/a.png', ['DCIM/b/a.png'], ['DCIM/a.png', 'DCIM/b/c/a.png']],
    ['has ? and [ ] for one character', 'IMG_?[0-9].jpg', ['IMG_a1.jpg'], ['IMG_1.jpg', 'IMG_aa.jpg']],
    ['has braces for several', '*.{gif,webp}', ['a.gif', 'a.webp'], ['a.jpg']],
    ['takes parentheses as they are', 'IMG_1 (2).jpg', ['IMG_1 (2).jpg'], ['IMG_1 2.jpg']],
    ['takes # as it is', '#old', ['#old/a.jpg'], ['a.jpg']],
    ['with an unclosed bracket stands for itself', 'a[b', ['a[b'], ['ab']],
    [
      'does not mind the case',
      'screenshots/*.PNG',
      ['Screenshots/a.png', 'SCREENSHOTS/A.PNG'],
      ['Screenshots/a.jpg'],
    ],
    ['does not mind how accents are composed', 'Año', ['An\u0303o/a.jpg', 'a\u00f1o/a.jpg'], ['Ano/a.jpg']],
    ['works for names that are not UTF-8', '*.gif', ['\udcff.gif'], ['\udcff.jpg']],
    ['works for names with a line break', '*.gif', ['a\nb.gif'], ['a\n.gif.jpg']],
  ])('%s: %s', (_what, glob, excluded, others) => {
    const isExcluded = createExclusion([glob]);
    expect(excluded.filter((path) => !isExcluded(path))).toEqual([]);
    expect(others.filter(isExcluded)).toEqual([]);
  });
});

test('any of several globs is enough', () => {
  const isExcluded = createExclusion(['*.gif', 'Screenshots']);
  expect(['a.gif', 'Screenshots/a.png', 'a.png'].map(isExcluded)).toEqual([true, true, false]);
});
