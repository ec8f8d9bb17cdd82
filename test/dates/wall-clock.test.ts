import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import {
  asUtcMs,
  formatOffset,
  isoDate,
  parseOffset,
  parsePartialDate,
  parseWrittenTime,
  utcWallClock,
  withSubSeconds,
} from '../../src/dates/wall-clock.js';

const SECOND = '2021-01-02T03:04:05';

describe('parseWrittenTime reads', () => {
  test.each([
    // EXIF, and what people and programs put in its place
    ['2021:01:02 03:04:05', { local: SECOND }],
    ['2021-01-02 03:04:05', { local: SECOND }],
    ['2021/01/02 03:04:05', { local: SECOND }],
    ['2021.01.02 03.04.05', { local: SECOND }],
    ['2021:1:2 3:04:05', { local: SECOND }],
    ['2021:01:02  03:04:05', { local: SECOND }],
    [' 2021:01:02 03:04:05 ', { local: SECOND }],
    ['2021:01:02 03:04', { local: '2021-01-02T03:04:00' }],
    ['2021:01:02', { local: '2021-01-02' }],
    ['2003:08:31', { local: '2003-08-31' }],
    ['2020:02:29 12:00:00', { local: '2020-02-29T12:00:00' }],
    ['2021:01:02 00:00:00', { local: '2021-01-02T00:00:00' }],
    ['2021:12:31 23:59:59', { local: '2021-12-31T23:59:59' }],
    ['2016:12:31 23:59:60', { local: '2016-12-31T23:59:59' }],
    // sub-seconds
    ['2021:01:02 03:04:05.678', { local: '2021-01-02T03:04:05.678' }],
    ['2021:01:02 03:04:05.6', { local: '2021-01-02T03:04:05.600' }],
    ['2021:01:02 03:04:05.678999', { local: '2021-01-02T03:04:05.678' }],
    ['2021:01:02 03:04:05,06', { local: '2021-01-02T03:04:05.060' }],
    ['2021:01:02 03:04:05.000', { local: SECOND }],
    // offsets
    ['2021:01:02 03:04:05+01:00', { local: SECOND, offsetMinutes: 60 }],
    ['2021:01:02 03:04:05-03:30', { local: SECOND, offsetMinutes: -210 }],
    ['2021:01:02 03:04:05+0545', { local: SECOND, offsetMinutes: 345 }],
    ['2021:01:02 03:04:05 +14:00', { local: SECOND, offsetMinutes: 840 }],
    ['2021:01:02 03:04:05+00:00', { local: SECOND, offsetMinutes: 0 }],
    // instants: the place of capture is yet to be found
    ['2021:01:02 03:04:05Z', { local: SECOND, utc: true }],
    ['2021-01-02T03:04:05.678Z', { local: '2021-01-02T03:04:05.678', utc: true }],
    ['2021:01:02 03:04:05 UTC', { local: SECOND, utc: true }],
    ['2021:01:02 03:04-08:00', { local: '2021-01-02T03:04:00', offsetMinutes: -480 }],
    ['2021-01-02T03:04:05.678+01:00', { local: '2021-01-02T03:04:05.678', offsetMinutes: 60 }],
    ['2021:07:02 03:04:05+02:00 DST', { local: '2021-07-02T03:04:05', offsetMinutes: 120 }],
    // as found in photos of the samples: jolla.jpg, and 33-type_error.jpg with its one-digit hour
    ['2014:09:21 16:00:56.000000+02:00', { local: '2014-09-21T16:00:56', offsetMinutes: 120 }],
    ['2008:05:25 19:31:26.0+1:00', { local: '2008-05-25T19:31:26', offsetMinutes: 60 }],
    // an offset that exists nowhere on Earth says nothing, the rest still does
    ['2021:01:02 03:04:05+99:00', { local: SECOND }],
  ])('%j', (value, expected) => {
    expect(parseWrittenTime(value)).toEqual(expected);
  });
});

describe('parseWrittenTime refuses', () => {
  test.each([
    '',
    ' ',
    '    :  :     :  :  ',
    '0000:00:00 00:00:00',
    '0000:01:01 00:00:00',
    '2021:00:02 03:04:05',
    '2021:13:02 03:04:05',
    '2021:01:00 03:04:05',
    '2021:02:29 03:04:05',
    '2021:04:31',
    '2021:01:02 24:00:00',
    '2021:01:02 03:60:00',
    '2021:01:02 03:04:61',
    '2021:01:02 03:04:05 tomorrow',
    '2021:01:02T',
    '2021',
    '2021:01',
    '20210102',
    '65535:65535:65535 65535:65535:65535',
    'yesterday',
    '1609556645',
  ])('%j', (value) => {
    expect(parseWrittenTime(value)).toBeUndefined();
  });

  test('nothing by throwing, whatever a broken file holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        parseWrittenTime(value);
        parseOffset(value);
      }),
    );
  });
});

describe('parsePartialDate', () => {
  test.each([
    // XMP
    ['1985', { local: '1985-01-01', known: '1985' }],
    ['1985:06', { local: '1985-06-01', known: '1985-06' }],
    ['1985-06', { local: '1985-06-01', known: '1985-06' }],
    [' 1985:06 ', { local: '1985-06-01', known: '1985-06' }],
    // IPTC
    ['1985:06:00', { local: '1985-06-01', known: '1985-06' }],
    ['1985:00:00', { local: '1985-01-01', known: '1985' }],
    ['1985:00', { local: '1985-01-01', known: '1985' }],
  ])('reads %j', (value, expected) => {
    expect(parsePartialDate(value)).toEqual(expected);
  });

  test.each([
    ...['', '85', '198', '0000', '0000:00:00', '0000:00:00 00:00:00', '1985:13', '1985:06:02', '1985:00:02'],
    ...['1985:06:00 12:00:00', '198506', '1985:6', 'June 1985', '20850'],
  ])('refuses %j', (value) => {
    expect(parsePartialDate(value)).toBeUndefined();
  });
});

test('every moment that EXIF can write is read back as it was written', () => {
  const moments = fc.date({
    min: new Date('1826-01-01T00:00:00Z'),
    max: new Date('2100-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moments, fc.integer({ min: -840, max: 840 }), (date, offsetMinutes) => {
      const local = utcWallClock(date.getTime());
      const written = local.replace('T', ' ').replaceAll('-', ':') + formatOffset(offsetMinutes);

      expect(parseWrittenTime(written)).toEqual({ local, offsetMinutes });
      expect(asUtcMs(local)).toBe(date.getTime());
    }),
  );
});

describe('offsets', () => {
  test.each([
    ['+01:00', 60],
    ['+1:00', 60],
    ['-0800', -480],
    ['+05:45', 345],
    [' +13:45 ', 825],
    ['Z', 0],
    ['z', 0],
    ['UTC', 0],
    ['+00:00', 0],
    ['+14:00', 840],
    ['-12:00', -720],
  ])('%j is %d minutes east of UTC', (value, minutes) => {
    expect(parseOffset(value)).toEqual(minutes);
  });

  test.each(['', '+', '01:00', '+14:01', '+99:99', '+01:60', 'CET', '   :  ', '+1'])(
    '%j is none',
    (value) => {
      expect(parseOffset(value)).toBeUndefined();
    },
  );

  test.each([
    [0, '+00:00'],
    [60, '+01:00'],
    [345, '+05:45'],
    [-210, '-03:30'],
    [-30, '-00:30'],
    [840, '+14:00'],
  ])('%d minutes are written %s', (minutes, text) => {
    expect(formatOffset(minutes)).toBe(text);
  });
});

describe('withSubSeconds', () => {
  test.each([
    [SECOND, '678', '2021-01-02T03:04:05.678'],
    [SECOND, '6', '2021-01-02T03:04:05.600'],
    [SECOND, '054', '2021-01-02T03:04:05.054'],
    [SECOND, '678000', '2021-01-02T03:04:05.678'],
    [SECOND, ' 68 ', '2021-01-02T03:04:05.680'],
    [SECOND, '00', SECOND],
    [SECOND, '', SECOND],
    [SECOND, '   ', SECOND],
    [SECOND, 'n/a', SECOND],
    ['2021-01-02T03:04:05.123', '678', '2021-01-02T03:04:05.123'],
    ['2021-01-02', '678', '2021-01-02'],
  ])('%s with %j is %s', (local, digits, expected) => {
    expect(withSubSeconds(local, digits)).toBe(expected);
  });
});

describe('the calendar', () => {
  test.each([
    [2021, 1, 2, '2021-01-02'],
    [826, 12, 31, '0826-12-31'],
    [2000, 2, 29, '2000-02-29'],
    [1900, 2, 29, undefined],
    [2021, 6, 31, undefined],
    [0, 1, 1, undefined],
    [2021, 0, 1, undefined],
    [2021, 1, 0, undefined],
  ])('%d-%d-%d is %s', (year, month, day, expected) => {
    expect(isoDate(year, month, day)).toBe(expected);
  });

  test('a date alone counts from its midnight', () => {
    expect(asUtcMs('2021-01-02')).toBe(Date.UTC(2021, 0, 2));
  });

  test('milliseconds are shown only where there are any', () => {
    expect(utcWallClock(Date.UTC(2021, 0, 2, 3, 4, 5))).toBe(SECOND);
    expect(utcWallClock(Date.UTC(2021, 0, 2, 3, 4, 5, 60))).toBe('2021-01-02T03:04:05.060');
    expect(utcWallClock(-1)).toBe('1969-12-31T23:59:59.999');
  });
});
