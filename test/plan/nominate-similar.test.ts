import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { type NamedPicture, nominate, type Traits, worthReading } from '../../src/plan/nominate-similar.js';

const mega = 1_000_000;

function picture(path: string, given: Partial<NamedPicture> = {}): NamedPicture {
  return { path, size: 3 * mega, mtimeMs: 0, takenAt: undefined, content: undefined, ...given };
}

const noon = '2021-05-18T12:00:00';

const nominated = (...pictures: readonly NamedPicture[]): string[][] =>
  nominate(pictures).map((group) => group.map(({ path }) => path));

describe('two files may show the same picture', () => {
  test.each<[string, NamedPicture, NamedPicture]>([
    ['of one name', picture('/a/IMG_1.jpg'), picture('/b/IMG_1.jpg')],
    ['of one name in other letters', picture('/a/IMG_1.JPEG'), picture('/b/img_1.jpg')],
    ['of one name with a number', picture('/a/IMG_1.jpg'), picture('/a/IMG_1 (2).jpg')],
    ['a few kilobytes apart', picture('/a/IMG_1.jpg'), picture('/b/IMG_1.jpg', { size: 3 * mega + 9_000 })],
    [
      'of one second, however they are called and whatever they weigh',
      picture('/a/IMG_1.jpg', { takenAt: noon }),
      picture('/b/20210518-120000.jpg', { takenAt: noon, size: 9 * mega }),
    ],
    [
      'of one second, the fraction of which only one knows',
      picture('/a/1.jpg', { takenAt: `${noon}.25` }),
      picture('/b/2.jpg', { takenAt: noon }),
    ],
    [
      'one of which has another date, because somebody set it right',
      picture('/a/IMG_1.jpg', { takenAt: noon }),
      picture('/b/IMG_1.jpg', { takenAt: '2001-01-01T00:00:00' }),
    ],
    [
      'videos of one second and nearly one size',
      picture('/a/1.mp4', { takenAt: noon }),
      picture('/b/2.mp4', { takenAt: noon, size: 3 * mega + 500_000 }),
    ],
  ])('%s', (_, a, b) => {
    expect(nominated(a, b)).toContainEqual([a.path, b.path]);
  });
});

describe('two files are not worth a look', () => {
  test.each<[string, NamedPicture, NamedPicture]>([
    ['of other names without dates', picture('/a/IMG_1.jpg'), picture('/b/IMG_2.jpg')],
    [
      'of one name that the camera gave twice',
      picture('/a/IMG_1.jpg'),
      picture('/b/IMG_1.jpg', { size: 4 * mega }),
    ],
    [
      'of another type: RAW and JPEG, Live Photo and its video',
      picture('/a/IMG_1.jpg', { takenAt: noon }),
      picture('/a/IMG_1.cr2', { takenAt: noon }),
    ],
    [
      'of one burst',
      picture('/a/1.jpg', { takenAt: `${noon}.25` }),
      picture('/a/2.jpg', { takenAt: `${noon}.50` }),
    ],
    [
      'chapters of one recording',
      picture('/a/GX010001.mp4', { takenAt: noon, size: 4000 * mega }),
      picture('/a/GX020001.mp4', { takenAt: noon, size: 3000 * mega }),
    ],
    [
      'known to be copies of each other',
      picture('/a/IMG_1.jpg', { content: 'same' }),
      picture('/b/IMG_1.jpg', { content: 'same' }),
    ],
  ])('%s', (_, a, b) => {
    expect(nominated(a, b)).toEqual([]);
  });
});

test('copies of one file are looked at together with another version', () => {
  const groups = nominated(
    picture('/a/IMG_1.jpg', { content: 'same' }),
    picture('/b/IMG_1.jpg', { content: 'same' }),
    picture('/c/IMG_1.jpg', { size: 3 * mega + 1 }),
  );

  expect(groups).toEqual([['/a/IMG_1.jpg', '/b/IMG_1.jpg', '/c/IMG_1.jpg']]);
});

test('who meets whom does not depend on the order of files', () => {
  const some = fc.array(
    fc.record({
      path: fc.constantFrom('/a/x.jpg', '/b/x.jpg', '/c/y.jpg', '/d/y.jpeg', '/e/x.mp4', '/f/x (2).jpg'),
      size: fc.constantFrom(1000, 50_000, 150_000),
      takenAt: fc.constantFrom(undefined, noon, `${noon}.5`),
    }),
  );
  const sets = (pictures: readonly NamedPicture[]): Set<string> =>
    new Set(
      nominate(pictures).map((group) =>
        group
          .map(({ mtimeMs }) => mtimeMs)
          .sort((a, b) => a - b)
          .join(),
      ),
    );
  fc.assert(
    fc.property(some, (list) => {
      // The number of each stands in for its name.
      const pictures = list.map((given, number) => picture(given.path, { ...given, mtimeMs: number }));

      expect(sets([...pictures].reverse())).toEqual(sets(pictures));
    }),
  );
});

describe('image data is read', () => {
  const [a, b, c] = [picture('/a.jpg'), picture('/b.jpg'), picture('/c.jpg')];
  const worth = (traits: Readonly<Record<string, Traits>>): string[] => [
    ...worthReading([[a, b, c]], (path) => traits[path]),
  ];

  test('of pictures that were taken alike', () => {
    expect(
      worth({
        '/a.jpg': ['JPEG', '4000x3000', 'Canon', '1/100'],
        '/b.jpg': ['JPEG', '4000x3000', 'Canon', '1/100'],
        '/c.jpg': ['JPEG', '4000x3000', 'Canon', '1/60'],
      }),
    ).toEqual(['/a.jpg', '/b.jpg']);
  });

  test('where one says less than the other', () => {
    expect(
      worth({
        '/a.jpg': ['JPEG', '40x30', 'Canon'],
        '/b.jpg': ['JPEG', '40x30', undefined],
        '/c.jpg': ['PNG', '40x30', undefined],
      }),
    ).toEqual(['/a.jpg', '/b.jpg']);
  });

  test('not of files that exiftool could not cope with', () => {
    expect(worth({ '/a.jpg': ['JPEG'] })).toEqual([]);
  });
});
