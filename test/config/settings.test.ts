import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { writtenPlace } from '../../src/config/backup-place.js';
import { configKeys, type ConfigKeyName } from '../../src/config/keys.js';
import type { RawSettings } from '../../src/config/load.js';
import { resolveSettings, type Settings } from '../../src/config/settings.js';
import { thrownBy } from '../thrown-by.js';

const defaults: Settings = {
  library: undefined,
  imports: undefined,
  backups: undefined,
  mounts: undefined,
  syncthing: {},
  gallery: {},
  notify: {},
  schedule: { import: '*/15 * * * *', dedupe: '40 3 * * *', verify: '10 4 1 * *' },
  layout: 'YYYY/MM-M',
  locale: 'en',
  naming: 'original',
  dateFields: [],
  namePatterns: [],
  fallback: 'FileModifyDate',
  homeZone: 'Europe/Madrid',
  settle: 60,
  protect: [],
  dedupeAction: 'trash',
  dedupeKeep: 'first-root',
  dedupeAlbums: false,
  dedupeAllFiles: false,
  keepTrash: 60 * 86_400,
  minFree: 5_000_000_000,
};

function layer(origin: string, values: Partial<Record<ConfigKeyName, unknown>>): RawSettings {
  const entries = Object.entries(values) as [ConfigKeyName, unknown][];
  return new Map(entries.map(([key, value]) => [key, { value, origin }]));
}

function resolve(
  file: Partial<Record<ConfigKeyName, unknown>>,
  flags: Partial<Record<ConfigKeyName, unknown>> = {},
): ReturnType<typeof resolveSettings> {
  return resolveSettings(layer('config.yaml:3', file), layer('--flag', flags), 'Europe/Madrid');
}

test('without any layer every setting has its default, and says so', () => {
  const { settings, origins } = resolve({});
  expect(settings).toEqual(defaults);
  expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  expect(Object.keys(origins).sort()).toEqual(configKeys.map(({ key }) => key).sort());
});

describe('a good value is taken', () => {
  test.each<[ConfigKeyName, unknown, unknown]>([
    ['library', '/data/Photos', '/data/Photos'],
    ['imports', [], []],
    ['layout', 'YYYY/[in] MM', 'YYYY/[in] MM'],
    ['locale', 'es', 'es'],
    ['naming', 'timestamp', 'timestamp'],
    [
      'dateFields',
      ['XMP:DateAcquired', 'File:System-Date_1', 'A:B:C'],
      ['XMP:DateAcquired', 'File:System-Date_1', 'A:B:C'],
    ],
    ['namePatterns', ['Scan_YYYYMMDD', '[DDR] YYYY'], ['Scan_YYYYMMDD', '[DDR] YYYY']],
    ['fallback', 'none', 'none'],
    ['homeZone', 'Asia/Kathmandu', 'Asia/Kathmandu'],
    ['homeZone', 'UTC', 'UTC'],
    ['settle', 0, 0],
    ['settle', '90', 90],
    ['settle', 86_400, 86_400],
    ['protect', ['Wedding', '*best*', '2019/08-August/'], ['Wedding', '*best*', '2019/08-August/']],
    ['dedupeAction', 'reflink', 'reflink'],
    ['dedupeKeep', 'newest', 'newest'],
    ['dedupeAlbums', true, true],
    ['dedupeAllFiles', true, true],
    ['keepTrash', '2w', 14 * 86_400],
    ['minFree', '500 MB', 500_000_000],
    ['minFree', '1.5g', 1_500_000_000],
    ['minFree', 0, 0],
  ])('%s: %j', (key, value, expected) => {
    const { settings, origins } = resolve({ [key]: value });
    expect(settings).toEqual({ ...defaults, [key]: expected });
    expect(origins[key]).toBe('config.yaml:3');
  });
});

test('drop folders are taken, with their settings', () => {
  const { settings } = resolve({ imports: ['Phone', { path: '/mnt/PC', homeZone: 'Asia/Tokyo' }] });
  expect(settings.imports).toMatchObject([{ path: 'Phone' }, { path: '/mnt/PC', homeZone: 'Asia/Tokyo' }]);
});

describe('a wrong value is told in one line, with its place', () => {
  test.each<[ConfigKeyName, unknown, string]>([
    ['library', '', 'library: expected a path (found "")'],
    ['library', 5, 'library: Invalid input: expected string, received number (found 5)'],
    ['imports', 'Phone', 'imports: expected a list of drop folders (found "Phone")'],
    ['imports', ['Phone', ''], 'imports: expected a path, or a path with settings (found "")'],
    [
      'imports',
      [{ path: 'Phone', homeZone: 'Madrid' }],
      'imports: homeZone: unknown time zone; expected a name such as Europe/Madrid (found "Madrid")',
    ],
    ['layout', 2021, 'layout: Invalid input: expected string, received number (found 2021)'],
    ['locale', ['es'], 'locale: Invalid input: expected string, received array (found ["es"])'],
    [
      'naming',
      'Timestamp',
      'naming: Invalid option: expected one of "original"|"timestamp" (found "Timestamp")',
    ],
    [
      'dateFields',
      'XMP:Date',
      'dateFields: Invalid input: expected array, received string (found "XMP:Date")',
    ],
    [
      'dateFields',
      ['-Foo'],
      'dateFields: expected exiftool tag names such as XMP:DateAcquired (found ["-Foo"])',
    ],
    [
      'dateFields',
      ['XMP Date'],
      'dateFields: expected exiftool tag names such as XMP:DateAcquired (found ["XMP Date"])',
    ],
    [
      'dateFields',
      ['a=b'],
      'dateFields: expected exiftool tag names such as XMP:DateAcquired (found ["a=b"])',
    ],
    [
      'dateFields',
      ['a\nb'],
      'dateFields: expected exiftool tag names such as XMP:DateAcquired (found ["a\\nb"])',
    ],
    [
      'namePatterns',
      'Scan_YYYY',
      'namePatterns: Invalid input: expected array, received string (found "Scan_YYYY")',
    ],
    [
      'fallback',
      'mtime',
      'fallback: Invalid option: expected one of "FileModifyDate"|"none" (found "mtime")',
    ],
    [
      'homeZone',
      'Madrid',
      'homeZone: unknown time zone; expected a name such as Europe/Madrid (found "Madrid")',
    ],
    ['homeZone', '', 'homeZone: unknown time zone; expected a name such as Europe/Madrid (found "")'],
    ['settle', 'soon', 'settle: expected a number of seconds (found "soon")'],
    ['settle', -1, 'settle: expected 0 or more seconds (found -1)'],
    ['settle', 86_401, 'settle: expected at most 86400 seconds (found 86401)'],
    ['settle', '', 'settle: expected a number of seconds (found "")'],
    ['settle', true, 'settle: expected a number of seconds (found true)'],
    ['protect', 'Wedding', 'protect: expected a list of globs such as [Wedding, "*best*"] (found "Wedding")'],
    [
      'protect',
      ['!Wedding'],
      'protect: expected globs such as Wedding, "*best*" or 2019/08-August (found ["!Wedding"])',
    ],
    ['protect', ['/'], 'protect: expected globs such as Wedding, "*best*" or 2019/08-August (found ["/"])'],
    [
      'dedupeAction',
      'hardlink',
      'dedupeAction: Invalid option: expected one of "trash"|"delete"|"reflink"|"report" (found "hardlink")',
    ],
    ['dedupeAlbums', 'yes', 'dedupeAlbums: expected true or false (found "yes")'],
    ['keepTrash', 60, 'keepTrash: expected a time such as 60d, 8w or 12h (found 60)'],
    ['keepTrash', 'never', 'keepTrash: expected a time such as 60d, 8w or 12h (found "never")'],
    ['keepTrash', true, 'keepTrash: expected a time such as 60d, 8w or 12h (found true)'],
    ['minFree', '5 EB', 'minFree: expected a size such as 5GB, 500MB or 0 (found "5 EB")'],
    ['minFree', -1, 'minFree: expected a size such as 5GB, 500MB or 0 (found -1)'],
    ['settle', [], 'settle: expected a number of seconds (found [])'],
  ])('%s: %j', (key, value, message) => {
    const error = thrownBy(() => resolve({ [key]: value })) as Error;
    expect(error).toMatchObject({ kind: 'usage', exitCode: 2, message: `config.yaml:3: ${message}` });
    expect(error.message).not.toContain('\n');
    expect(thrownBy(() => resolve({}, { [key]: value }))).toMatchObject({ message: `--flag: ${message}` });
  });

  test('a wrong value in a file does not matter when the command line gives a good one', () => {
    expect(resolve({ naming: 'wrong' }, { naming: 'timestamp' }).settings.naming).toBe('timestamp');
  });
});

describe('FileModifyDate among the date fields', () => {
  test.each(['FileModifyDate', 'filemodifydate'])(
    '%s means the fallback, never "instead of EXIF"',
    (field) => {
      const { settings } = resolve({ dateFields: [field, 'XMP:Foo'], fallback: 'none' });
      expect(settings).toMatchObject({ dateFields: ['XMP:Foo'], fallback: 'FileModifyDate' });
    },
  );

  test('another tag does not change the fallback', () => {
    expect(resolve({ dateFields: ['XMP:Foo'], fallback: 'none' }).settings.fallback).toBe('none');
  });
});

test('an empty value, as of a key whose value was forgotten, is the default and says so', () => {
  const { settings, origins } = resolve({ layout: null, naming: undefined });
  expect(settings).toEqual(defaults);
  expect([origins.layout, origins.naming]).toEqual(['default', 'default']);
});

/** A good value for each key, told apart by the layer that it comes from. */
const valueIn: Record<'file' | 'flags', Record<ConfigKeyName, unknown>> = {
  file: {
    ...{ library: '/file', imports: ['file'], layout: '[file]', locale: 'es', naming: 'timestamp' },
    ...{
      dateFields: ['XMP:File'],
      namePatterns: ['[File] YYYY'],
      fallback: 'none',
      homeZone: 'Asia/Tokyo',
      settle: 1,
    },
    ...{ protect: ['file'], dedupeAction: 'delete', dedupeKeep: 'oldest' },
    ...{ dedupeAlbums: true, dedupeAllFiles: true, keepTrash: '1d', minFree: 1 },
    backups: [{ name: 'file', to: '/file' }],
    schedule: { import: '1 1 1 1 1', dedupe: 'none', verify: 'none' },
    notify: { ntfy: 'https://file.example/x' },
    mounts: [{ name: 'file', remote: 'pi@file:/data', to: '/file' }],
    syncthing: { config: '/file' },
    gallery: { app: 'pigallery2' },
  },
  flags: {
    ...{ library: '/flag', imports: ['flag'], layout: '[flag]', locale: 'fr', naming: 'original' },
    ...{
      dateFields: ['XMP:Flag'],
      namePatterns: ['[Flag] YYYY'],
      fallback: 'FileModifyDate',
      homeZone: 'Asia/Seoul',
      settle: 2,
    },
    ...{ protect: ['flag'], dedupeAction: 'report', dedupeKeep: 'newest' },
    ...{ dedupeAlbums: false, dedupeAllFiles: false, keepTrash: '2d', minFree: 2 },
    backups: [{ name: 'flag', to: '/flag' }],
    schedule: { import: '2 2 2 2 2', dedupe: 'none', verify: 'none' },
    notify: { ntfy: 'https://flag.example/x' },
    mounts: [{ name: 'flag', remote: 'pi@flag:/data', to: '/flag' }],
    syncthing: { config: '/flag' },
    gallery: { app: 'photoview' },
  },
};

const seconds: Readonly<Record<string, number>> = { '1d': 86_400, '2d': 172_800 };

test('for any keys in any layers, the layer that wins gives both value and origin', () => {
  const someKeys = fc.subarray(configKeys.map(({ key }) => key));
  const pick = (
    from: 'file' | 'flags',
    keys: readonly ConfigKeyName[],
  ): Partial<Record<ConfigKeyName, unknown>> =>
    Object.fromEntries(keys.map((key) => [key, valueIn[from][key]]));
  fc.assert(
    fc.property(someKeys, someKeys, (inFile, inFlags) => {
      const { settings, origins } = resolve(pick('file', inFile), pick('flags', inFlags));
      for (const { key } of configKeys) {
        const [value, origin] = inFlags.includes(key)
          ? [valueIn.flags[key], '--flag']
          : inFile.includes(key)
            ? [valueIn.file[key], 'config.yaml:3']
            : [defaults[key], 'default'];
        if (key === 'imports') expect(settings.imports?.map(({ path }) => path)).toEqual(value);
        else if (key === 'backups') {
          const backups = settings.backups?.map(({ name, place }) => ({ name, to: writtenPlace(place) }));
          expect(backups).toEqual(value);
        } else if (key === 'mounts') {
          const mounts = settings.mounts?.map(({ name, remote, to }) => ({ name, remote, to }));
          expect(mounts).toEqual(value);
        } else expect(settings[key]).toEqual(key === 'keepTrash' ? (seconds[String(value)] ?? value) : value);
        expect(origins[key]).toBe(origin);
      }
    }),
  );
});
