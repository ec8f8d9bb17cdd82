import { describe, expect, test } from '@jest/globals';
import type { FoundDate } from '../../src/dates/embedded-dates.js';
import {
  type LocalReading,
  localReading,
  positionZoneOf,
  type ZoneEvidence,
} from '../../src/dates/local-reading.js';
import type { Metadata, Tags } from '../../src/dates/metadata.js';
import type { WrittenTime } from '../../src/dates/wall-clock.js';

const atHome: ZoneEvidence = {
  witnesses: [],
  stillOffset: undefined,
  positionZone: undefined,
  homeZone: 'Europe/Madrid',
};
const utc = '2020-12-31T23:30:00';

function found(written: WrittenTime, isUtc: boolean): FoundDate & { written: WrittenTime } {
  return { source: 'QuickTime:CreateDate', value: '', written, utc: isUtc };
}

/** What makes a time in UTC local: the first of these that is there. */
test.each<[string, Partial<ZoneEvidence>, LocalReading]>([
  [
    'the file name shows the same digits: the camera wrote local time',
    { witnesses: [utc], stillOffset: 780, positionZone: 'Pacific/Honolulu' },
    { time: { local: utc }, zone: { from: 'camera' } },
  ],
  [
    'the still of the Live Photo knows its offset',
    { witnesses: ['2021-01-01T12:30:00'], stillOffset: 780, positionZone: 'Pacific/Honolulu' },
    { time: { local: '2021-01-01T12:30:00', offsetMinutes: 780 }, zone: { from: 'still' } },
  ],
  [
    'there is a position',
    { positionZone: 'Pacific/Honolulu' },
    {
      time: { local: '2020-12-31T13:30:00', offsetMinutes: -600 },
      zone: { from: 'position', name: 'Pacific/Honolulu' },
    },
  ],
  [
    'there is nothing but the home zone',
    {},
    {
      time: { local: '2021-01-01T00:30:00', offsetMinutes: 60 },
      zone: { from: 'home', name: 'Europe/Madrid' },
    },
  ],
])('%s', (_, evidence, expected) => {
  expect(localReading(found({ local: utc }, true), { ...atHome, ...evidence })).toEqual(expected);
});

describe('a name tells a camera that writes local time', () => {
  const isLocal = (witness: string): boolean =>
    localReading(found({ local: utc }, true), { ...atHome, witnesses: [witness] }).zone?.from === 'camera';

  test.each([utc, '2020-12-31T23:30:00.678', '2020-12-31T23:29:59', '2020-12-31T23:30:02'])(
    'when it shows %s',
    (witness) => {
      expect(isLocal(witness)).toBe(true);
    },
  );

  test.each(['2020-12-31', '2020-12-31T23:31:00', '2021-01-01T00:30:00', '2020-12-30T23:30:00'])(
    'not when it shows %s',
    (witness) => {
      expect(isLocal(witness)).toBe(false);
    },
  );
});

describe('what is not moved', () => {
  test.each<[string, WrittenTime, boolean, LocalReading]>([
    [
      'a time with its offset',
      { local: utc, offsetMinutes: 780 },
      true,
      { time: { local: utc, offsetMinutes: 780 }, zone: { from: 'value' } },
    ],
    ['local time without an offset', { local: utc }, false, { time: { local: utc } }],
    [
      'London’s winter, written as +00:00',
      { local: utc, offsetMinutes: 0 },
      false,
      { time: { local: utc, offsetMinutes: 0 }, zone: { from: 'value' } },
    ],
    ['a day without a time', { local: '2020-12-31' }, true, { time: { local: '2020-12-31' } }],
  ])('%s', (_, written, isUtc, expected) => {
    expect(localReading(found(written, isUtc), { ...atHome, positionZone: 'Pacific/Auckland' })).toEqual(
      expected,
    );
  });
});

describe('the zone of a position', () => {
  const file = (tags: Tags): Metadata => ({ tags });
  const auckland = file({ 'Composite:GPSLatitude': -36.85, 'Composite:GPSLongitude': 174.76 });
  const madrid = file({ 'XMP:XMP-exif:GPSLatitude': 40.4, 'XMP:XMP-exif:GPSLongitude': -3.7 });
  const island = file({ 'Composite:GPSLatitude': 0, 'Composite:GPSLongitude': 0 });
  const half = file({ 'Composite:GPSLatitude': 40.4 });

  test.each<[string, Metadata[], string | undefined]>([
    ['is that of the file', [auckland, madrid], 'Pacific/Auckland'],
    ['is that of its sidecar when the file has none', [file({}), madrid], 'Europe/Madrid'],
    ['is that of its sidecar when the file’s is 0, 0', [island, madrid], 'Europe/Madrid'],
    ['is not there for a latitude alone', [half], undefined],
    ['is not there without files', [], undefined],
  ])('%s', (_, files, zone) => {
    expect(positionZoneOf(files)).toBe(zone);
  });
});
