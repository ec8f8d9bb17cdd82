import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { fileNameDate } from '../../src/dates/file-name-date.js';
import { parseNamePattern } from '../../src/dates/name-pattern.js';
import { thrownBy } from '../thrown-by.js';

const found = (pattern: string, name: string) => fileNameDate(name, [parseNamePattern(pattern)]);

describe('a pattern of one’s own finds its date', () => {
  test.each<[pattern: string, name: string, local: string]>([
    ['Scan_YYYYMMDD_HHmmss', 'Scan_20210102_030405.tif', '2021-01-02T03:04:05'],
    ['Scan_YYYYMMDD_HHmmss', 'scan_20210102_030405 (2).TIF', '2021-01-02T03:04:05'],
    ['Scan_YYYYMMDD', 'Scan_20210102_7.jpg', '2021-01-02'],
    ['ScanYYYYMMDD', 'Scan20210102.jpg', '2021-01-02'],
    ['YYYYMMDDTHHmmssSSS', 'cam 20210102T030405678.mp4', '2021-01-02T03:04:05.678'],
    ['HHmmss DDMMYYYY', '030405 02012021.jpg', '2021-01-02T03:04:05'],
    ['HH[h]mm DD.MM.YYYY', '03h04 02.01.2021 beach.jpg', '2021-01-02T03:04:00'],
    ['DD-MM-YY', 'Dia 02-01-85.jpg', '1985-01-02'],
    ['DD-MM-YY', 'Dia 02-01-68.jpg', '2068-01-02'],
    ['DD-MM-YY', 'Dia 02-01-69.jpg', '1969-01-02'],
    ['YYYY_MMDD_HHmmss', '2021_0102_030405_001F.MP4', '2021-01-02T03:04:05'],
    // words are words, whatever letters they have
    ['Summer YYYY-MM-DD', 'summer 2021-01-02.jpg', '2021-01-02'],
    ['Passport_DDMMYYYY', 'Passport_02012021.jpg', '2021-01-02'],
    ['[MMS] DDMMYYYY', 'MMS 02012021.jpg', '2021-01-02'],
    ['[YYYY is] YYYYMMDD', 'yyyy is 20210102.jpg', '2021-01-02'],
    ['T YYYYMMDD', 'T 20210102.jpg', '2021-01-02'],
    ['Fotos·ÄÖ·YYYYMMDD', 'fotos·äö·20210102.jpg', '2021-01-02'],
    ['📷 YYYYMMDD', '📷 20210102.jpg', '2021-01-02'],
    // signs are signs
    ['a.b+(c)? YYYYMMDD', 'a.b+(c)? 20210102.jpg', '2021-01-02'],
    // any text in between
    ['Reel * YYYYMMDD', 'Reel 7 of 9 20210102.jpg', '2021-01-02'],
    ['DD *.MM.YYYY', '02 x.01.2021.jpg', '2021-01-02'],
    // hours without seconds
    ['YYYYMMDD-HH', '20210102-03.jpg', '2021-01-02T03:00:00'],
  ])('%s in %s', (pattern, name, local) => {
    expect(found(pattern, name)).toEqual({ local, utc: false, pattern });
  });

  test.each<[pattern: string, name: string, local: string, known: string]>([
    ['Album YYYY', 'Album 1985 12.jpg', '1985-01-01', '1985'],
    ['Album YYYY-MM', 'album 1985-06 (3).jpg', '1985-06-01', '1985-06'],
    ['MM.YY', '06.85 Oma.jpg', '1985-06-01', '1985-06'],
  ])('%s in %s: only the year or the month', (pattern, name, local, known) => {
    expect(found(pattern, name)).toEqual({ local, known, utc: false, pattern });
  });
});

describe('a pattern of one’s own has borders', () => {
  test.each<[pattern: string, name: string]>([
    ['DDMMYYYY', '0020120210.jpg'],
    ['DDMMYYYY', '+02012021.jpg'],
    ['DDMMYYYY', '02012021-4f89-11d3-9a0c-0305e82c3301.jpg'],
    ['YYYY', '3f2504e0-2021-11d3-9a0c-0305e82c3301.jpg'],
    ['DDMMYYYY', '020120213.jpg'],
    ['DDMMYYYY', 'a02012021.jpg'],
    ['DDMMYYYY', '02012021b.jpg'],
    ['DDMMYYYY', '3f2502012021.jpg'],
    ['Scan_DDMMYYYY', 'MyScan_02012021.jpg'],
    ['a.DDMMYYYY', 'ab02012021.jpg'],
    ['Scan_DDMMYYYY', 'Scan_31022021.jpg'],
    ['HHmm_DDMMYYYY', '2460_02012021.jpg'],
    // the extension is none of the name
    ['[x.]YY', 'x.21'],
  ])('%s not in %s', (pattern, name) => {
    expect(found(pattern, name)).toBeUndefined();
  });

  test('where it finds none, or an impossible one, the known forms are asked', () => {
    expect(found('DDMMYYYY', 'IMG_20210102_030405.jpg')).toMatchObject({ pattern: 'android' });
    expect(found('DDMMYYYY', '31022021 2021-01-02.jpg')).toMatchObject({ local: '2021-01-02' });
  });

  test('the first of several that fits decides, before the known forms', () => {
    const patterns = ['[no] YYYY', 'YYYYDDMM', 'YYYYMMDD'].map(parseNamePattern);

    expect(fileNameDate('20210201.jpg', patterns)).toMatchObject({
      local: '2021-01-02',
      pattern: 'YYYYDDMM',
    });
  });
});

describe('a pattern that cannot be used is told with what is wrong', () => {
  test.each<[pattern: string, wrong: RegExp]>([
    ['', /has no year, YYYY or YY/],
    ['Scan_DDMM', /has no year, YYYY or YY/],
    ['Scan', /has no year/],
    ['YYYY YY', /has both YYYY and YY/],
    ['YYYYMMDD_YYYY', /has YYYY twice/],
    ['YYYYMMDD HH:MM', /has MM twice; minutes are mm/],
    ['YYYYMMDD_HHMMSS', /"HHMMSS" in .* is neither all date nor all text; minutes are mm, seconds ss/],
    ['SCANYYYYMMDD', /"SCANYYYYMMDD" in .* is neither all date nor all text/],
    ['YYYYDD', /has DD without MM/],
    ['YYYYMM HH', /has HH without DD/],
    ['YYYYMMDD mmss', /has mm without HH/],
    ['YYYYMMDD HHmm SSS', /has SSS without ss/],
    ['[Scan YYYY', /"\[" at position 1 is never closed/],
    ['YYYY [a] [b', /"\[" at position 10 is never closed/],
  ])('%j', (pattern, wrong) => {
    const error = thrownBy(() => parseNamePattern(pattern)) as Error;

    expect(error.name).toBe('NamePatternError');
    expect(error.message).toMatch(wrong);
    expect(error.message).not.toContain('\n');
  });

  test('no pattern makes it throw anything else, and no name makes a good one throw', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom('YYYY', 'YY', 'MM', 'DD', 'HH', 'mm', 'ss', 'SSS', 'T', '[', ']', '*', '(', 'a'),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.string({ unit: 'binary', maxLength: 60 }), (pattern, name) => {
        try {
          found(pattern, name);
        } catch (error) {
          expect((error as Error).name).toBe('NamePatternError');
        }
      }),
    );
  });
});

test('any day is found again in a name that was written by the pattern', () => {
  const separators = fc.constantFrom('', '-', '_', '.', ' ');
  const orders = fc.shuffledSubarray(['YYYY', 'MM', 'DD'], { minLength: 3 });
  const days = fc.date({
    min: new Date('1826-01-01T00:00:00Z'),
    max: new Date('2100-12-31T00:00:00Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(orders, separators, days, (order, separator, date) => {
      const day = date.toISOString().slice(0, 10);
      const [YYYY, MM, DD] = day.split('-');
      const written: Record<string, string | undefined> = { YYYY, MM, DD };
      const name = `Scan ${order.map((part) => written[part]).join(separator)}.jpg`;

      expect(found(`Scan ${order.join(separator)}`, name)?.local).toBe(day);
    }),
  );
});
