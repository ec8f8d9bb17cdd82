import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { TakenAt } from '../../src/dates/taken-at.js';
import { formAssets, type Member } from '../../src/plan/form-assets.js';
import { readAssetName } from '../../src/scan/asset-name.js';

const noon: TakenAt = { local: '2021-01-02T12:00:00', offsetMinutes: 60, source: 'ExifIFD:DateTimeOriginal' };

/** A file with all that decides, which is its name, its date and its ContentIdentifier. */
function file(name: string, takenAt: TakenAt | undefined = noon, contentId?: string): Member {
  const named = readAssetName(name);
  return {
    ...{
      path: `/drop/${name}`,
      name: named,
      role: named.role === 'other' ? 'still' : named.role,
      takenAt,
      notes: [],
    },
    identity: { dev: 1, ino: 1, size: 1, mtimeMs: 1, ctimeMs: 1 },
    fingerprint: { size: 1, hash: name },
    ...(contentId !== undefined && { contentId }),
  };
}

function at(local: string, offsetMinutes?: number): TakenAt {
  return { local, source: 'ExifIFD:DateTimeOriginal', ...(offsetMinutes !== undefined && { offsetMinutes }) };
}

function names(members: readonly Member[]): string[][] {
  return formAssets(members).map((asset) => asset.map(({ path }) => basename(path)));
}

describe('one asset, the main file first', () => {
  test.each<[string, Member[], string[]]>([
    ['a Live Photo', [file('IMG_1.MOV'), file('IMG_1.HEIC')], ['IMG_1.HEIC', 'IMG_1.MOV']],
    [
      'a Live Photo whose halves say so, whatever their clocks say',
      [file('IMG_1.HEIC', noon, 'A'), file('IMG_1.MOV', at('2021-06-01T00:00:00'), 'A')],
      ['IMG_1.HEIC', 'IMG_1.MOV'],
    ],
    [
      'a Live Photo three seconds apart',
      [file('IMG_1.HEIC'), file('IMG_1.MOV', at('2021-01-02T12:00:03', 60))],
      ['IMG_1.HEIC', 'IMG_1.MOV'],
    ],
    [
      'a Live Photo whose video says it in another zone',
      [file('IMG_1.HEIC'), file('IMG_1.MOV', at('2021-01-02T11:00:01', 0))],
      ['IMG_1.HEIC', 'IMG_1.MOV'],
    ],
    [
      'a Live Photo taken abroad: its still has no offset, its video was read in the home zone',
      [file('IMG_1.HEIC', at('2021-01-02T20:30:00')), file('IMG_1.MOV', at('2021-01-02T12:30:01', 60))],
      ['IMG_1.HEIC', 'IMG_1.MOV'],
    ],
    [
      'a Live Photo whose video has lost its date',
      [file('IMG_1.HEIC'), file('IMG_1.MOV', { local: '2024-05-05T00:00:00', source: 'FileModifyDate' })],
      ['IMG_1.HEIC', 'IMG_1.MOV'],
    ],
    ['RAW and JPEG', [file('DSC_1.NEF'), file('DSC_1.JPG')], ['DSC_1.JPG', 'DSC_1.NEF']],
    ['a picture and an export of it', [file('IMG_1.JPG'), file('IMG_1.HEIC')], ['IMG_1.HEIC', 'IMG_1.JPG']],
    [
      'what was edited on the phone, with all its parts',
      [
        ...[file('IMG_1234.AAE'), file('IMG_1234.HEIC'), file('IMG_1234.MOV'), file('IMG_E1234.HEIC')],
        ...[file('IMG_E1234.MOV'), file('IMG_O1234.AAE')],
      ],
      ['IMG_1234.HEIC', 'IMG_1234.MOV', 'IMG_E1234.HEIC', 'IMG_E1234.MOV', 'IMG_1234.AAE', 'IMG_O1234.AAE'],
    ],
    [
      'a video with its small version and its thumbnail',
      [file('GL010001.LRV'), file('GX010001.MP4'), file('GX010001.THM')],
      ['GX010001.MP4', 'GL010001.LRV', 'GX010001.THM'],
    ],
  ])('%s', (_, members, expected) => {
    expect(names(members)).toEqual([expected]);
  });
});

describe('assets of their own', () => {
  test.each<[string, Member[], string[][]]>([
    [
      'a picture and a video that merely share a name',
      [file('DSC_1.JPG'), file('DSC_1.MOV', at('2021-01-02T12:00:04', 60))],
      [['DSC_1.JPG'], ['DSC_1.MOV']],
    ],
    [
      'a picture and a video whose identifiers say that they are strangers',
      [file('IMG_1.HEIC', noon, 'A'), file('IMG_1.MOV', noon, 'B')],
      [['IMG_1.HEIC'], ['IMG_1.MOV']],
    ],
    [
      'a RAW and a JPEG of another year, after the counter came round',
      [file('DSC_1.NEF', at('2019-01-02T12:00:00')), file('DSC_1.JPG', at('2021-01-02T12:00:07'))],
      [['DSC_1.JPG'], ['DSC_1.NEF']],
    ],
    ['two videos of one name and moment', [file('a.mp4'), file('a.mov')], [['a.mov'], ['a.mp4']]],
    ['sidecars without a picture', [file('a.xmp'), file('a.jpg.json')], [['a.xmp', 'a.jpg.json']]],
  ])('%s', (_, members, expected) => {
    expect(names(members)).toEqual(expected);
  });
});

describe('a sidecar goes', () => {
  const jpeg = file('a.jpg');
  const raw = file('a.nef', at('2019-01-01T00:00:07'));

  test.each([
    [
      'with the whole name to its own file',
      [jpeg, raw, file('a.NEF.xmp')],
      [['a.jpg'], ['a.nef', 'a.NEF.xmp']],
    ],
    ['with the stem alone to the RAW', [jpeg, raw, file('a.xmp')], [['a.jpg'], ['a.nef', 'a.xmp']]],
    ['with the stem alone, without a RAW, to the first', [jpeg, file('a.xmp')], [['a.jpg', 'a.xmp']]],
    [
      'from Takeout to its picture',
      [jpeg, raw, file('a.jpg.supplemental-metadata.json')],
      [['a.jpg', 'a.jpg.supplemental-metadata.json'], ['a.nef']],
    ],
  ])('%s', (_, members, expected) => {
    expect(names(members)).toEqual(expected);
  });
});
