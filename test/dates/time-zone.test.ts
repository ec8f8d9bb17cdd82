import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { localFromUtc, localTime, zoneAt, zoneOffsetMinutes } from '../../src/dates/time-zone.js';
import { asUtcMs } from '../../src/dates/wall-clock.js';

describe('the zone at a position', () => {
  test.each([
    ['Madrid', 40.4168, -3.7038, 'Europe/Madrid'],
    ['Las Palmas', 28.1235, -15.4363, 'Atlantic/Canary'],
    ['Auckland', -36.8485, 174.7633, 'Pacific/Auckland'],
    ['Honolulu', 21.3069, -157.8583, 'Pacific/Honolulu'],
    ['Kathmandu', 27.7172, 85.324, 'Asia/Kathmandu'],
    ['on the equator', 0, 36.8, 'Africa/Nairobi'],
  ])('%s', (_, latitude, longitude, zone) => {
    expect(zoneAt(latitude, longitude)).toBe(zone);
  });

  test.each([
    ['of a device without a fix', 0, 0],
    ['north of the pole', 90.1, 0],
    ['once too far round', 40, -180.5],
    ['that is no number', NaN, 3],
    ['that is infinite', 40, Infinity],
  ])('%s is unknown', (_, latitude, longitude) => {
    expect(zoneAt(latitude, longitude)).toBeUndefined();
  });
});

/** Pictures of New Year's Eve must not land in the wrong year. */
describe('New Year', () => {
  test.each([
    ['Europe/Madrid', '2020-12-31T22:59:59', '2020-12-31T23:59:59', 60],
    ['Europe/Madrid', '2020-12-31T23:00:00', '2021-01-01T00:00:00', 60],
    ['Pacific/Auckland', '2020-12-31T10:59:59', '2020-12-31T23:59:59', 780],
    ['Pacific/Auckland', '2020-12-31T11:00:00', '2021-01-01T00:00:00', 780],
    ['Pacific/Honolulu', '2021-01-01T09:59:59', '2020-12-31T23:59:59', -600],
    ['Pacific/Honolulu', '2021-01-01T10:00:00', '2021-01-01T00:00:00', -600],
    ['Asia/Kathmandu', '2020-12-31T18:14:59', '2020-12-31T23:59:59', 345],
    ['Asia/Kathmandu', '2020-12-31T18:15:00', '2021-01-01T00:00:00', 345],
    ['UTC', '2021-01-01T00:00:00', '2021-01-01T00:00:00', 0],
  ])('in %s, at %s UTC, is %s', (zone, utc, local, offsetMinutes) => {
    expect(localFromUtc(utc, zone)).toEqual({ local, offsetMinutes });
  });
});

describe('daylight saving', () => {
  test.each([
    [
      'the hour that is left out in spring',
      'Europe/Madrid',
      '2021-03-28T00:59:59',
      '2021-03-28T01:59:59',
      60,
    ],
    ['the moment after it', 'Europe/Madrid', '2021-03-28T01:00:00', '2021-03-28T03:00:00', 120],
    ['the first time round in autumn', 'Europe/Madrid', '2021-10-31T00:30:00', '2021-10-31T02:30:00', 120],
    ['the second time round', 'Europe/Madrid', '2021-10-31T01:30:00', '2021-10-31T02:30:00', 60],
    ['the southern summer', 'Pacific/Auckland', '2021-07-01T00:00:00', '2021-07-01T12:00:00', 720],
    ['half an hour of it', 'Australia/Lord_Howe', '2021-01-01T00:00:00', '2021-01-01T11:00:00', 660],
    ['half an hour less', 'Australia/Lord_Howe', '2021-07-01T00:00:00', '2021-07-01T10:30:00', 630],
    ['a day that was left out', 'Pacific/Apia', '2011-12-30T10:00:00', '2011-12-31T00:00:00', 840],
  ])('%s', (_, zone, utc, local, offsetMinutes) => {
    expect(localFromUtc(utc, zone)).toEqual({ local, offsetMinutes });
  });
});

test('milliseconds are kept, also before 1970', () => {
  expect(localFromUtc('2021-01-02T03:04:05.678', 'Asia/Kathmandu').local).toBe('2021-01-02T08:49:05.678');
  expect(localFromUtc('1965-07-01T12:00:00.999', 'UTC')).toEqual({
    local: '1965-07-01T12:00:00.999',
    offsetMinutes: 0,
  });
});

test('the local time of any instant, less its offset, is that instant', () => {
  const zones = [
    'Europe/Madrid',
    'Pacific/Auckland',
    'Pacific/Honolulu',
    'Asia/Kathmandu',
    'America/St_Johns',
  ];
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(1950, 0), max: Date.UTC(2099, 0) }),
      fc.constantFrom(...zones),
      (ms, zone) => {
        const { local, offsetMinutes } = localTime(ms, zone);

        expect(asUtcMs(local) - offsetMinutes * 60_000).toBe(ms);
        expect(offsetMinutes).toBe(zoneOffsetMinutes(ms, zone));
      },
    ),
  );
});
