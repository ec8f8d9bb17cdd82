import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { LayoutError, parseLayout } from '../../src/plan/layout.js';

const folderOf = (pattern: string, local: string, locale?: string): string =>
  parseLayout(pattern, locale).folderOf(local);

describe('every token', () => {
  test.each([
    ['YYYY', '2021-03-04T05:06:07', '2021'],
    ['YYYY', '0987-03-04', '0987'],
    ['YY', '2021-03-04T05:06:07', '21'],
    ['YY', '2005-03-04T05:06:07', '05'],
    ['MM', '2021-03-04T05:06:07', '03'],
    ['MM', '2021-12-04T05:06:07', '12'],
    ['M', '2021-03-04T05:06:07', 'March'],
    ['m', '2021-03-04T05:06:07', 'Mar'],
    ['m', '2021-05-04T05:06:07', 'May'],
    ['DD', '2021-03-04T05:06:07', '04'],
    ['DDD', '2021-01-01', '001'],
    ['DDD', '2021-03-04T05:06:07', '063'],
    ['DDD', '2020-03-04T05:06:07', '064'],
    ['DDD', '2020-12-31T23:59:59.999', '366'],
  ])('%s of %s is %s', (pattern, local, folder) => {
    expect(folderOf(pattern, local)).toBe(folder);
  });

  /** As Python prints %U and %W, by which phockup names its weeks. */
  test.each([
    ['2021-01-01', '00', '00'],
    ['2021-01-02', '00', '00'],
    ['2021-01-03', '01', '00'],
    ['2021-01-04', '01', '01'],
    ['2021-12-31', '52', '52'],
    ['2017-01-01', '01', '00'],
    ['2017-12-31', '53', '52'],
    ['2018-01-01', '00', '01'],
    ['2018-12-31', '52', '53'],
    ['2020-12-31', '52', '52'],
    ['2012-12-31', '53', '53'],
  ])('U and W of %s are %s and %s', (local, sundayWeek, mondayWeek) => {
    expect(folderOf('U/W', local)).toBe(`${sundayWeek}/${mondayWeek}`);
  });
});

describe('a layout', () => {
  test.each([
    ['YYYY/MM-M', '2021/01-January'],
    ['YYYY/MM/DD', '2021/01/02'],
    ['YYYY/M', '2021/January'],
    ['YYYY/m', '2021/Jan'],
    ['YYYY/DDD', '2021/002'],
    ['YYYY-MM-DD', '2021-01-02'],
    ['YYYYMMDD', '20210102'],
    ['YY.MM', '21.01'],
    ['YYYY/YYYY-MM (M)', '2021/2021-01 (January)'],
    ['YYYY_MM', '2021_01'],
    ['[Photos] YYYY', 'Photos 2021'],
    ['[YYYY]/YYYY', 'YYYY/2021'],
    ['[Año] YYYY/[Mes] MM', 'Año 2021/Mes 01'],
    ['YYYY/MM[/]DD', '2021/01/02'],
    ['YYYY/[日]DD', '2021/日02'],
    ['DDDDD', '00202'],
    ['MMM', '01January'],
  ])('%s gives %s', (pattern, folder) => {
    expect(folderOf(pattern, '2021-01-02T03:04:05')).toBe(folder);
  });

  test.each([
    ['en', '2021/01-January', 'Jan'],
    ['es', '2021/01-enero', 'ene'],
    ['de', '2021/01-Januar', 'Jan'],
    ['fr', '2021/01-janvier', 'janv'],
    ['pt-BR', '2021/01-janeiro', 'jan'],
  ])('in %s has its month names, without the dot of short ones', (locale, folder, short) => {
    expect(folderOf('YYYY/MM-M', '2021-01-02', locale)).toBe(folder);
    expect(folderOf('m', '2021-01-02', locale)).toBe(short);
  });

  test('remembers how it was written', () => {
    expect(parseLayout('YYYY/MM-M').pattern).toBe('YYYY/MM-M');
  });

  test.each(['es', 'de', 'fr', 'pl', 'ja', 'ar', 'vi'])(
    'in %s gives each month of a year a folder of its own, which is stored the same everywhere',
    (locale) => {
      const months = Array.from(
        { length: 12 },
        (_, month) => `2021-${String(month + 1).padStart(2, '0')}-15`,
      );
      const { folderOf: folder } = parseLayout('M', locale);
      const names = months.map(folder);

      expect(new Set(names).size).toBe(12);
      expect(names.filter((name) => name === '' || name.includes('/') || name.startsWith('.'))).toEqual([]);
      expect(names.map((name) => name.normalize('NFC'))).toEqual(names);
    },
  );

  test('the same wall-clock day always goes to the same folder, whatever the time', () => {
    const { folderOf: folder } = parseLayout('YYYY/MM-M/DD/DDD/U/W');
    const days = fc.date({ min: new Date('1826-01-01'), max: new Date('2100-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(days, (date) => {
        const local = date.toISOString().slice(0, -1);

        expect(folder(local)).toBe(folder(local.slice(0, 10)));
        expect(folder(local).startsWith(`${local.slice(0, 4)}/${local.slice(5, 7)}-`)).toBe(true);
      }),
    );
  });
});

describe('a layout that cannot be used says why', () => {
  test.each([
    ['YYYY/Month', '"o" at position 7, which is no token'],
    ['yyyy', '"y" at position 1, which is no token'],
    ['YYYY/D', '"D" at position 6, which is no token'],
    ['YYYY/é', '"é" at position 6, which is no token'],
    ['YYY', '"Y" at position 3, which is no token'],
    ['YYYY/[MM', '"[" at position 6 of layout "YYYY/[MM" is never closed'],
    ['', 'has an empty folder name'],
    ['/YYYY', 'has an empty folder name'],
    ['YYYY/', 'has an empty folder name'],
    ['YYYY//MM', 'has an empty folder name'],
    ['YYYY/[]/MM', 'has an empty folder name'],
    ['[..]/YYYY', 'gives the folder ".."'],
    ['YYYY/../MM', 'gives the folder ".."'],
    ['[.]', 'gives the folder "."'],
    ['YYYY/[.hidden]', 'gives the folder ".hidden"'],
    ['YYYY[/../../etc]', 'gives the folder ".."'],
    ['YYYY/[\0]', 'gives the folder'],
    [`[${'a'.repeat(101)}]`, 'over 100 bytes'],
    [`[${'日'.repeat(90)}]`, 'over 100 bytes'],
  ])('%j', (pattern, message) => {
    expect(() => parseLayout(pattern)).toThrow(LayoutError);
    expect(() => parseLayout(pattern)).toThrow(message);
  });

  test('an unknown letter is told how to be literal', () => {
    expect(() => parseLayout('YYYY/x')).toThrow('literal text goes in brackets: [x]');
  });

  test.each(['xx', 'klingon', '', 'not a locale', '../en'])('locale %j', (locale) => {
    expect(() => parseLayout('YYYY', locale)).toThrow(`locale "${locale}" is not known`);
  });
});

describe('a folder of the layout is told from an album', () => {
  test.each<[layout: string, folder: string, isFolder: boolean]>([
    ['YYYY/MM-M', '2021/01-January', true],
    ['YYYY/MM-M', '2021/01-January/Birthday', false],
    ['YYYY/MM-M', '2021', false],
    ['YYYY/MM-M', 'Best of 2021/01-January', false],
    ['YYYY/MM-M', '2021/01-Januar', false],
    ['YYYY/MM-M', '', false],
    ['YYYY/MM-M', 'Albums/Summer', false],
    ['YYYY/MM-M/[WhatsApp (old)]', '2021/01-January/WhatsApp (old)', true],
    ['YYYY.MM', '2021.01', true],
    ['YYYY.MM', '2021x01', false],
  ])('%s: %s', (layout, folder, isFolder) => {
    expect(parseLayout(layout).isFolder(folder)).toBe(isFolder);
  });

  test('whatever the layout, the language and the date', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('YYYY/MM-M', 'YYYY/m', 'YY/DDD', 'YYYY/W', '[Año] YYYY/[a.b*c] U', 'YYYY/MM/DD'),
        fc.constantFrom('en', 'es', 'de', 'fr', 'ja', 'ar', 'pt-BR'),
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (pattern, locale, date) => {
          const layout = parseLayout(pattern, locale);
          expect(layout.isFolder(layout.folderOf(date.toISOString().slice(0, 19)))).toBe(true);
        },
      ),
    );
  });
});
