import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { effectiveConfig } from '../../src/app/effective-config.js';
import { configKeys, type ConfigKeyName } from '../../src/config/keys.js';
import { loadConfig, type RawSettings } from '../../src/config/load.js';
import fc from '../fast-check.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const library = (): string => at('Photos');
const files = { user: '.config/photokeep/config.yaml', library: 'Photos/.photokeep/config.yaml' } as const;

/** A key that each layer sets to something else, and the default. */
const scalars = {
  locale: { library: 'es', user: 'fr', flag: 'de', default: 'en' },
  layout: { library: 'YYYY', user: 'YYYY/MM', flag: 'YY', default: 'YYYY/MM-M' },
  naming: { library: 'timestamp', user: 'original', flag: 'timestamp', default: 'original' },
  fallback: { library: 'none', user: 'FileModifyDate', flag: 'none', default: 'FileModifyDate' },
  homeZone: { library: 'Asia/Tokyo', user: 'Asia/Seoul', flag: 'Asia/Dubai', default: 'Europe/Madrid' },
  keepTrash: { library: '1d', user: '2d', flag: '3d', default: '60d' },
  dedupeKeep: { library: 'oldest', user: 'newest', flag: 'shortest', default: 'first-root' },
} as const;
type Scalar = keyof typeof scalars;
const names = Object.keys(scalars) as Scalar[];

/** A file with keys in any order among comments and empty lines, and the line of each key. */
interface Written {
  readonly text: string;
  readonly lines: ReadonlyMap<Scalar, number>;
}

const written = (layer: 'user' | 'library'): fc.Arbitrary<Written> =>
  fc
    .tuple(
      fc.shuffledSubarray(names),
      fc.array(fc.constantFrom('', '# a comment', '# layout: no'), { maxLength: 9 }),
    )
    .chain(([keys, others]) =>
      fc.shuffledSubarray([...keys, ...others], { minLength: keys.length + others.length }),
    )
    .map((rows) => {
      const isKey = (row: string): row is Scalar => row in scalars;
      return {
        text: rows.map((row) => `${isKey(row) ? `${row}: ${scalars[row][layer]}` : row}\n`).join(''),
        lines: new Map(rows.flatMap((row, index) => (isKey(row) ? [[row, index + 1] as const] : []))),
      };
    });

function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

function load(): RawSettings {
  return loadConfig({ file: undefined, library: library(), home: at(), cwd: at(), xdgConfigHome: undefined });
}

const rowsBy = (config: RawSettings, flags: RawSettings = new Map()) =>
  new Map(effectiveConfig(config, flags, 'Europe/Madrid').map(({ key, ...rest }) => [key, rest]));

test('whatever the layers say, each value in force is told with the flag, file and line that it comes from', () => {
  fc.assert(
    fc.property(written('user'), written('library'), fc.subarray(names), (user, ofLibrary, flagged) => {
      write(files.user, user.text);
      write(files.library, ofLibrary.text);
      const flags = new Map(
        flagged.map((key) => [key, { value: scalars[key].flag, origin: `--${key}` }] as const),
      );

      const rows = rowsBy(load(), flags);

      for (const key of names) {
        const expected = flags.has(key)
          ? [scalars[key].flag, `--${key}`]
          : user.lines.has(key)
            ? [scalars[key].user, `${at(files.user)}:${String(user.lines.get(key))}`]
            : ofLibrary.lines.has(key)
              ? [scalars[key].library, `${at(files.library)}:${String(ofLibrary.lines.get(key))}`]
              : [scalars[key].default, 'default'];
        expect([key, rows.get(key)?.value, rows.get(key)?.origin]).toEqual([key, ...expected]);
      }
    }),
  );
});

test('every key is there, also without any layer', () => {
  const rows = effectiveConfig(new Map(), new Map(), 'Europe/Madrid');
  const shown = rows.map(({ key }) => key.replace(/[.[].*$/, ''));
  expect([...new Set(shown)]).toEqual(configKeys.map(({ key }) => key));
  expect(new Set(rows.map(({ origin }) => origin))).toEqual(new Set(['default']));
});

test('what lies inside a value has a line of its own, and what it leaves unsaid its default', () => {
  write(
    files.library,
    'backups:\n  - name: hdd\n    to: /mnt\n    guard:\n      maxChanged: 5%\n\nschedule:\n  verify: none\nimports: [a, { path: b }]\n',
  );
  const origin = (line: number): string => `${at(files.library)}:${String(line)}`;
  const rows = rowsBy(load());
  expect(rows.get('backups[0].to')).toEqual({ value: '/mnt', origin: origin(3) });
  expect(rows.get('backups[0].guard.maxChanged')).toEqual({ value: '5%', origin: origin(5) });
  expect(rows.get('backups[0].keepVersions')).toEqual({ value: '90d', origin: 'default' });
  expect(rows.get('schedule.verify')).toEqual({ value: 'none', origin: origin(8) });
  expect(rows.get('schedule.import')).toEqual({ value: '*/15 * * * *', origin: 'default' });
  expect(rows.get('imports[1].path')).toEqual({ value: 'b', origin: origin(9) });
});

test('the modification time among the date fields is told as the fallback that it is', () => {
  write(files.library, 'fallback: none\ndateFields: [XMP:A, FileModifyDate]\n');
  const rows = rowsBy(load());
  expect(rows.get('dateFields')?.value).toEqual(['XMP:A']);
  expect(rows.get('fallback')).toEqual({ value: 'FileModifyDate', origin: `${at(files.library)}:2` });
});

test.each([
  ['a layout', 'layout: YYYY/Q\n', 1],
  ['a layout of a drop folder', 'imports:\n  - path: a\n    layout: "[oh"\n', 3],
  ['a form of file names', '\nnamePatterns: [nothing]\n', 2],
  ['an hour that is none', 'schedule:\n  import: "0 25 * * *"\n', 1],
  ['an hour of a backup that is none', 'backups:\n  - name: a\n    to: /b\n    schedule: "0 25 * * *"\n', 4],
])('%s that cannot be used is refused with its line', (_, text, line) => {
  write(files.library, text);
  expect(thrownBy(() => rowsBy(load()))).toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(`${at(files.library)}:${String(line)}: `) as unknown,
  });
});

/** A slip of the finger: a letter too many, one too few, another one. */
const misspelt: fc.Arbitrary<readonly [ConfigKeyName, string]> = fc
  .tuple(
    fc.constantFrom(...configKeys.map(({ key }) => key)),
    fc.nat(),
    fc.constantFrom('insert', 'remove', 'replace'),
    fc
      .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 })
      .filter((letter) => /[\w-]/.test(letter)),
  )
  .map(([key, place, slip, letter]) => {
    const at = place % key.length;
    const rest = key.slice(slip === 'insert' ? at : at + 1);
    return [key, key.slice(0, at) + (slip === 'remove' ? '' : letter) + rest] as const;
  })
  .filter(([key, wrong]) => wrong !== key);

test('a misspelt key is an error that names its line and the key that was meant', () => {
  fc.assert(
    fc.property(misspelt, fc.nat(5), ([key, wrong], before) => {
      write(files.library, `${'# mine\n'.repeat(before)}"${wrong}": x\n`);
      expect(thrownBy(load)).toMatchObject({
        ...{ kind: 'usage', remedy: `did you mean "${key}"?` },
        message: `${at(files.library)}:${String(before + 1)}: unknown key "${wrong}"`,
      });
    }),
  );
});
