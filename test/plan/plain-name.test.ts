import { describe, expect, test } from '@jest/globals';
import { isPlainName } from '../../src/plan/plain-name.js';

test.each([
  'IMG_1234.jpg',
  'IMG_E1234.JPG',
  'DSC-0001.NEF',
  'PXL_20210102_030405678.MP.jpg',
  'IMG-20210102-WA0001.jpg',
  '20210102-030405-678.jpg',
  'Photocopy.jpg',
  'copy.jpg',
  'Copyright (Ana).jpg',
  'a copy of the will, page 3.jpg',
  'Kopenhagen.jpg',
  'Kopie.jpg',
  'La copia más bella del mundo.jpg',
  'Ana (33 años).jpg',
  'conflict-resolution.png',
  'no extension',
])('%s is a name as cameras and people give it', (name) => {
  expect(isPlainName(name)).toBe(true);
});

describe.each([
  ['browsers, phones and photokeep', ['IMG_1 (2).jpg', 'IMG_1(1).jpg', 'IMG_1 (12).HEIC', 'IMG_1~2.jpg']],
  [
    'Windows',
    [
      'IMG_1 - Copy.jpg',
      'IMG_1 - Copy (2).jpg',
      'IMG_1 - Kopie.jpg',
      'IMG_1 - copia.jpg',
      'IMG_1 - Copie (3).jpg',
    ],
  ],
  [
    'macOS',
    ['IMG_1 copy.jpg', 'IMG_1 copy 2.jpg', 'IMG_1 Kopie 2.jpg', 'IMG_1 copia.jpg', 'IMG_1 cópia.jpg'],
  ],
  [
    'GNOME',
    [
      'IMG_1 (copy).jpg',
      'IMG_1 (another copy).jpg',
      'IMG_1 (3rd copy).jpg',
      'IMG_1 (Kopie).jpg',
      'IMG_1 (copia).jpg',
    ],
  ],
  ['scripts', ['IMG_1-copy.jpg', 'IMG_1_copy.jpg', 'IMG_1-COPY2.JPG', 'IMG_1.copy.jpg']],
  [
    'Google Drive',
    [
      'Copy of IMG_1.jpg',
      'Copia de IMG_1.jpg',
      'Kopie von IMG_1.jpg',
      'Cópia de IMG_1.jpg',
      'Copie de IMG_1.jpg',
      'Kopia av IMG_1.jpg',
    ],
  ],
  [
    'synchronisers',
    [
      'IMG_1.sync-conflict-20240518-101112-ABCDEFG.jpg',
      "IMG_1 (Ana's conflicted copy 2021-05-18).jpg",
      'IMG_1_conflict-20210518-101112.jpg',
    ],
  ],
])('what %s call a copy', (_, names) => {
  test.each(names)('%s', (name) => {
    expect(isPlainName(name)).toBe(false);
    expect(isPlainName(name.normalize('NFD'))).toBe(false);
  });
});
