import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { fsPath } from '../../src/system/fs-path.js';
import { assetKey, looseAssetKey, nameWithStem, readAssetName } from '../../src/scan/asset-name.js';

describe('what belongs together by its name', () => {
  test.each([
    ['a Live Photo', 'IMG_1234.HEIC', 'IMG_1234.MOV'],
    ['RAW and JPEG', 'DSC_0001.NEF', 'DSC_0001.JPG'],
    ['a sidecar with the whole name', 'IMG_1.jpg', 'IMG_1.jpg.xmp'],
    ['a sidecar with the stem', 'IMG_1.jpg', 'IMG_1.xmp'],
    ['in any case', 'IMG_1.jpg', 'img_1.JPG.XMP'],
    ['in any Unicode form', 'Ko\u0308ln.jpg', 'K\u00f6ln.mov'],
    ["Apple's edit", 'IMG_1234.HEIC', 'IMG_E1234.JPG'],
    ["the edit's own list of changes", 'IMG_1234.HEIC', 'IMG_O1234.AAE'],
    ['a list of changes', 'IMG_1234.HEIC', 'IMG_1234.AAE'],
    ["Apple's edit of a second of that name", 'IMG_1234 (2).HEIC', 'IMG_E1234 (2).JPG'],
    ["Apple's edit, named by time", '20210102-030405.HEIC', '20210102-030405_E.JPG'],
    ["GoPro's small version", 'GX010001.MP4', 'GL010001.LRV'],
    ["GoPro's thumbnail", 'GH010001.MP4', 'GX010001.THM'],
    ['a voice memo', 'DSC_0001.JPG', 'DSC_0001.WAV'],
    ['Takeout JSON', 'IMG_1.jpg', 'IMG_1.jpg.json'],
    ['newer Takeout JSON', 'IMG_1.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
    ['a name without extension and its sidecar', 'IMG_1', 'IMG_1.xmp'],
  ])('%s: %s and %s', (_, one, other) => {
    expect(readAssetName(other).key).toBe(readAssetName(one).key);
  });
});

describe('what does not', () => {
  test.each([
    ['another number', 'IMG_1.jpg', 'IMG_2.jpg'],
    ['a second of that name', 'IMG_1.jpg', 'IMG_1 (2).jpg'],
    ['an editor’s copy', 'IMG_1.jpg', 'IMG_1-edited.jpg'],
    ['a burst', 'IMG_1_COVER.jpg', 'IMG_1.jpg'],
    ['a motion photo, which is one file', 'PXL_1.MP.jpg', 'PXL_1.jpg'],
    ['a letter that is not Apple’s', 'DSC_E1234.jpg', 'DSC_1234.jpg'],
  ])('%s: %s and %s', (_, one, other) => {
    expect(readAssetName(other).key).not.toBe(readAssetName(one).key);
  });
});

test.each([
  ['IMG_1234.HEIC', 'still'],
  ['a.jpeg', 'still'],
  ['a.CR3', 'raw'],
  ['a.dng', 'raw'],
  ['a.MOV', 'video'],
  ['a.jpg.XMP', 'sidecar'],
  ['a.AAE', 'sidecar'],
  ['a.json', 'sidecar'],
  ['a.THM', 'sidecar'],
  ['a.lrv', 'sidecar'],
  ['a.wav', 'sidecar'],
  ['a.txt', 'other'],
  ['a', 'other'],
  ['.jpg', 'other'],
] as const)('%s is, by its name, a %s', (name, role) => {
  expect(readAssetName(name).role).toBe(role);
});

describe('a member under another stem', () => {
  test.each([
    ['IMG_1.HEIC', 'IMG_1 (2)', 'IMG_1 (2).HEIC'],
    ['IMG_1.jpg.xmp', 'IMG_7', 'IMG_7.jpg.xmp'],
    ['IMG_E1234.JPG', 'IMG_1234', 'IMG_E1234.JPG'],
    ['IMG_E1234.JPG', 'IMG_1234 (2)', 'IMG_E1234 (2).JPG'],
    ['IMG_O1234.AAE', '20210102-030405', '20210102-030405_O.AAE'],
    ['GL010001.LRV', 'GX010001 (2)', 'GX010001 (2).LRV'],
  ])('%s under %s is %s', (name, stem, expected) => {
    const renamed = nameWithStem(readAssetName(name), stem);

    expect(renamed).toBe(expected);
    expect(readAssetName(renamed).key).toBe(readAssetName(`${stem}.jpg`).key);
  });

  test('any name comes back from its parts', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (name) => {
        const parts = readAssetName(name);

        expect(nameWithStem(parts, parts.stem).toLowerCase()).toBe(name.toLowerCase());
      }),
    );
  });
});

describe('keys for whoever reads a million names', () => {
  const parts = fc.constantFrom(
    ...['IMG_', 'img_', 'E', 'O', '1234', '12345', ' (2)', 'GX01', 'GL01', '0001', '_', '-'],
    ...['K\u00f6', 'Ko\u0308', '\u00df', 'SS', '20210102-030405', '\udce9'],
    ...['.', '.jpg', '.JPG', '.xmp', '.supplemental-metadata', '.json', '.HEIC', '.mp4'],
  );
  const names = fc.array(parts, { minLength: 1, maxLength: 6 }).map((some) => some.join(''));

  /** Within other bytes, which must not matter. */
  function looseKey(name: string): number {
    const bytes = Buffer.from(fsPath(name) as string);
    const around = Buffer.concat([Buffer.from('9.9'), bytes, Buffer.from('9')]);
    return looseAssetKey(around, 3, 3 + bytes.length);
  }

  test('the key alone is the key', () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(assetKey(name)).toBe(readAssetName(name).key);
      }),
    );
  });

  test('names of one key have one loose key', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 2, maxLength: 40 }), (some) => {
        const known = new Map<string, number>();
        for (const name of some) {
          const loose = looseKey(name);
          expect(known.get(assetKey(name)) ?? loose).toBe(loose);
          known.set(assetKey(name), loose);
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['IMG_1234.HEIC', 'IMG_E1234.JPG'],
    ['IMG_1234.HEIC', 'img_1234.jpg.supplemental-metadata.json'],
    ['GX010001.MP4', 'GL010001.LRV'],
    ['Ko\u0308ln 7.jpg', 'K\u00d6LN 7.MOV'],
    ['20210102-030405.HEIC', '20210102-030405_E.JPG'],
  ])('%s and %s have one loose key', (a, b) => {
    expect(assetKey(a)).toBe(assetKey(b));
    expect(looseKey(a)).toBe(looseKey(b));
  });

  test('numbers tell the pictures of a camera apart', () => {
    const keys = Array.from({ length: 10_000 }, (_, number) =>
      looseKey(`IMG_${String(number).padStart(4, '0')}.JPG`),
    );
    expect(new Set(keys).size).toBe(10_000);
  });
});
