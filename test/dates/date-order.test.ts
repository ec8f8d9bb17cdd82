import { describe, expect, test } from '@jest/globals';
import type { Tags } from '../../src/dates/metadata.js';
import { parseNamePattern } from '../../src/dates/name-pattern.js';
import { chooseTakenAt, type DateEvidence, type DateRules, datesOnOffer } from '../../src/dates/taken-at.js';
import type { MediaKind } from '../../src/scan/media-kinds.js';

const rules: DateRules = {
  homeZone: 'UTC',
  dateFields: ['XMP:DateAcquired'],
  namePatterns: [],
  fallback: 'FileModifyDate',
  nowMs: Date.UTC(2025, 5, 15),
};

/** Where a date may stand: in a tag of the file, of its sidecar, in its name, or as its modification time. */
type Rung = readonly [where: 'file' | 'sidecar', tag: string] | 'name' | 'mtime';

const files = (...tags: string[]): Rung[] => tags.map((tag) => ['file', tag]);
const sidecars = (...tags: string[]): Rung[] => tags.map((tag) => ['sidecar', tag]);

const exif = ['EXIF:ExifIFD:DateTimeOriginal', 'EXIF:ExifIFD:CreateDate'];
const xmp = [
  'XMP:XMP-exif:DateTimeOriginal',
  'XMP:XMP-photoshop:DateCreated',
  'XMP:XMP-exif:DateTimeDigitized',
  'XMP:XMP-xmp:CreateDate',
];
const iptc = ['IPTC:DateCreated', 'IPTC:DigitalCreationDate'];

/** The same for both kinds, after what the file itself has. */
const rest: readonly Rung[] = [
  ...sidecars(...exif, ...xmp, ...iptc),
  ...files('Composite:GPSDateTime', 'XMP:XMP-exif:GPSDateTime'),
  ...files('XMP:XMP-microsoft:DateAcquired'),
  ...sidecars('XMP:XMP-microsoft:DateAcquired'),
  ...(['name', 'mtime'] as const),
];

/** The whole order, best first, as in docs/dates.md. */
const ladders: Record<MediaKind, readonly Rung[]> = {
  picture: [
    ...files(...exif, 'MakerNotes:CIFF:DateTimeOriginal', 'MakerNotes:Kodak:CreateDate'),
    ...files(...xmp, ...iptc, 'PNG:CreationTime', 'QuickTime:CreateDate'),
    ...rest,
  ],
  video: [
    ...files('QuickTime:Keys:CreationDate', 'QuickTime:ItemList:ContentCreateDate'),
    ...files('QuickTime:UserData:DateTimeOriginal', 'XML:CreationDateValue', ...exif),
    ...files('MakerNotes:Nikon:DateTimeOriginal', 'MakerNotes:Nikon:CreateDate'),
    ...files('H264:DateTimeOriginal', 'RIFF:DateTimeOriginal'),
    ...files('QuickTime:CreateDate', 'QuickTime:Track1:TrackCreateDate', 'QuickTime:Track2:MediaCreateDate'),
    ...files('Matroska:Info:DateTimeOriginal', 'ASF:CreationDate', 'DV:DateTimeOriginal', ...xmp),
    ...rest,
  ],
};

/** Each rung has a day of its own, so that the answer tells which one decided. */
const dayOf = (index: number): string => new Date(Date.UTC(2001, 0, 1 + index)).toISOString().slice(0, 10);

/** A file that has all dates of the ladder from a rung on, the best of them last: their order is not the file's. */
function evidence(kind: MediaKind, from: number): DateEvidence {
  const own: [string, string][] = [];
  const beside: [string, string][] = [];
  let name = 'clip.dat';
  let mtimeMs = 0;
  ladders[kind].forEach((rung, index) => {
    const day = dayOf(index);
    if (index < from) return;
    if (rung === 'name') name = `IMG-${day.replaceAll('-', '')}-WA0001.dat`;
    else if (rung === 'mtime') mtimeMs = Date.parse(`${day}T12:00:00Z`);
    else (rung[0] === 'file' ? own : beside).unshift([rung[1], `${day.replaceAll('-', ':')} 12:00:00`]);
  });
  const tags = (list: [string, string][]): Tags => Object.fromEntries(list);
  return {
    ...{ kind, name, mtimeMs, metadata: { tags: tags(own) } },
    sidecars: beside.length > 0 ? [{ name: 'clip.xmp', metadata: { tags: tags(beside) } }] : [],
  };
}

describe.each(['picture', 'video'] as const)(
  'for a %s, each source counts where all better ones are missing',
  (kind) => {
    test.each(ladders[kind].map((rung, index) => [typeof rung === 'string' ? rung : rung.join(': '), index]))(
      '%s',
      (_, index) => {
        const takenAt = chooseTakenAt(evidence(kind, Number(index)), rules);

        expect(takenAt?.local.slice(0, 10)).toBe(dayOf(Number(index)));
      },
    );

    test('all of them are on offer, in this order', () => {
      const offered = datesOnOffer(evidence(kind, 0), rules);

      expect(offered.map(({ takenAt }) => takenAt?.local.slice(0, 10))).toEqual(
        ladders[kind].map((_, index) => dayOf(index)),
      );
    });

    test('each that is refused lets the next one speak', () => {
      const { metadata, sidecars: beside = [], ...file } = evidence(kind, 0);
      const zeroes = (tags: Tags): Tags =>
        Object.fromEntries(Object.keys(tags).map((tag) => [tag, '0000:00:00 00:00:00']));
      const refused: DateEvidence = {
        ...file,
        metadata: { tags: zeroes(metadata.tags) },
        sidecars: beside.map(({ name, metadata: { tags } }) => ({ name, metadata: { tags: zeroes(tags) } })),
      };

      expect(chooseTakenAt(refused, rules)?.source).toBe('FileName');
    });
  },
);

test('a pattern of one’s own comes before the known forms of names, and after everything else', () => {
  const own: DateRules = { ...rules, namePatterns: [parseNamePattern('YYYYDDMM')] };
  const picture = (tags: Tags): DateEvidence => ({
    ...{ kind: 'picture', name: '20210201.jpg', mtimeMs: 0, metadata: { tags } },
  });

  expect(chooseTakenAt(picture({}), own)).toEqual({ local: '2021-01-02', source: 'FileName' });
  expect(
    chooseTakenAt(picture({ 'XMP:XMP-microsoft:DateAcquired': '2019:03:04 05:06:07' }), own)?.local,
  ).toBe('2019-03-04T05:06:07');
});
