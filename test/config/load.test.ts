import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configKeys } from '../../src/config/keys.js';
import { type ConfigPlaces, expandHome, loadConfig } from '../../src/config/load.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const userConfig = '.config/photokeep/config.yaml';

function write(path: string, text: string): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  return at(path);
}

function load(places: Partial<ConfigPlaces> = {}): Record<string, unknown> {
  const nowhere = { file: undefined, library: undefined, xdgConfigHome: undefined };
  return Object.fromEntries(loadConfig({ ...nowhere, home: at(), cwd: at(), ...places }));
}

describe('the layers', () => {
  test('without any file there are no settings', () => {
    expect(load()).toEqual({});
  });

  test('the user’s file comes before the library’s, key by key', () => {
    write(userConfig, `library: ${at('Photos')}\nlayout: YYYY\n`);
    write('Photos/.photokeep/config.yaml', 'layout: YYYY/MM\nlocale: es\n');
    expect(load()).toEqual({
      library: { value: at('Photos'), origin: `${at(userConfig)}:1` },
      layout: { value: 'YYYY', origin: `${at(userConfig)}:2` },
      locale: { value: 'es', origin: `${at('Photos/.photokeep/config.yaml')}:2` },
    });
  });

  test('the library named on the command line decides whose file is read', () => {
    write(userConfig, `library: ${at('Photos')}\n`);
    write('Photos/.photokeep/config.yaml', 'locale: es\n');
    write('Other/.photokeep/config.yaml', 'locale: fr\n');
    expect(load({ library: 'Other' })).toMatchObject({ locale: { value: 'fr' } });
    expect(load({ library: at('Other') })).toMatchObject({ locale: { value: 'fr' } });
    expect(load({ library: '~/Other' })).toMatchObject({ locale: { value: 'fr' } });
  });

  test('a named file is the only one', () => {
    write(userConfig, `library: ${at('Photos')}\nlocale: es\n`);
    write('Photos/.photokeep/config.yaml', 'naming: timestamp\n');
    write('mine.yaml', `library: ${at('Photos')}\nlayout: YYYY\n`);
    const expected = {
      library: { value: at('Photos'), origin: `${at('mine.yaml')}:1` },
      layout: { value: 'YYYY', origin: `${at('mine.yaml')}:2` },
    };
    expect(load({ file: at('mine.yaml') })).toEqual(expected);
    expect(load({ file: 'mine.yaml' })).toEqual(expected);
    expect(load({ file: '~/mine.yaml' })).toEqual(expected);
  });

  test('XDG_CONFIG_HOME moves the user’s file; a relative one counts as unset', () => {
    write(userConfig, 'locale: es\n');
    write('xdg/photokeep/config.yaml', 'locale: fr\n');
    expect(load({ xdgConfigHome: at('xdg') })).toMatchObject({ locale: { value: 'fr' } });
    expect(load({ xdgConfigHome: 'xdg' })).toMatchObject({ locale: { value: 'es' } });
    expect(load({ xdgConfigHome: '' })).toMatchObject({ locale: { value: 'es' } });
  });

  test.each(['config.yaml', 'config.yml', 'config.json'])('%s is looked for', (name) => {
    const path = write(`.config/photokeep/${name}`, '{"locale": "es"}');
    expect(load()).toEqual({ locale: { value: 'es', origin: `${path}:1` } });
  });

  test.each(['config.js', 'config.mjs', 'config.cjs', 'config.ts', '.photokeeprc', 'package.json'])(
    '%s is never read, far less run',
    (name) => {
      write(`.config/photokeep/${name}`, 'throw new Error("was run")');
      write(`Photos/.photokeep/${name}`, 'throw new Error("was run")');
      expect(load({ library: at('Photos') })).toEqual({});
    },
  );
});

describe('a file', () => {
  test('in JSON has its lines told like one in YAML', () => {
    const path = write('.config/photokeep/config.json', '{\n  "imports": ["a", "b"],\n\n  "settle": 5\n}\n');
    expect(load()).toEqual({
      imports: { value: ['a', 'b'], origin: `${path}:2` },
      settle: { value: 5, origin: `${path}:4` },
    });
  });

  test('in YAML may have comments, lists in both forms, quotes and anything from a Windows editor', () => {
    write(
      userConfig,
      '\ufeff# mine\r\nimports:\r\n  - Phone  # ours\r\n  - "PC: old"\r\ndateFields: [XMP:Foo]\r\n',
    );
    expect(load()).toEqual({
      imports: { value: ['Phone', 'PC: old'], origin: `${at(userConfig)}:2` },
      dateFields: { value: ['XMP:Foo'], origin: `${at(userConfig)}:5` },
    });
  });

  test('tells where the keys inside a value stand', () => {
    const path = write(userConfig, 'imports:\n  - Phone\n  - path: Ana\n\n    exclude: [a]\n');
    const { imports } = load() as { imports: { parts: ReadonlyMap<string, string> } };
    expect(Object.fromEntries(imports.parts)).toEqual({
      ...{ '1': `${path}:3`, '1.path': `${path}:3`, '1.exclude': `${path}:5` },
    });
  });

  test.each(['', '\n\n', '# nothing but comments\n', '---\n'])(
    'that says nothing sets nothing: %j',
    (text) => {
      write(userConfig, text);
      expect(load()).toEqual({});
    },
  );

  test.each([
    ['- a\n- list\n', 'expected "key: value" lines'],
    ['just a sentence\n', 'expected "key: value" lines'],
  ])('of another form is refused: %j', (text, what) => {
    const path = write(userConfig, text);
    expect(thrownBy(load)).toMatchObject({ kind: 'usage', message: `${path}: ${what}` });
  });
});

describe('a mistake is told with its file and line', () => {
  test.each([
    ['layuot: YYYY', 'layuot', 'did you mean "layout"?'],
    ['Layout: YYYY', 'Layout', 'did you mean "layout"?'],
    ['date-fields: []', 'date-fields', 'did you mean "dateFields"?'],
    ['import: []', 'import', 'did you mean "imports"?'],
    ['home_zone: UTC', 'home_zone', 'did you mean "homeZone"?'],
  ])('an unknown key, with the nearest known one: %s', (line, key, remedy) => {
    const path = write(userConfig, `# mine\nlocale: es\n${line}\n`);
    expect(thrownBy(load)).toMatchObject({
      kind: 'usage',
      exitCode: 2,
      message: `${path}:3: unknown key "${key}"`,
      remedy,
    });
  });

  test('an unknown key that resembles none, with all known ones', () => {
    write(userConfig, 'colourOfTheSky: blue\n');
    expect(thrownBy(load)).toMatchObject({
      remedy: `known keys: ${configKeys.map(({ key }) => key).join(', ')}`,
    });
  });

  test.each([
    ['an unclosed list', 'locale: es\nimports: [a, b\nlayout: YYYY\n', /:[34]: /],
    ['an unclosed quote', 'locale: es\nlayout: "YYYY\n', /:[23]: Missing closing "quote/],
    ['a tab as indentation', 'imports:\n\t- a\n', /:2: /],
    ['a key that is there twice', 'locale: es\nlayout: YYYY\nlocale: fr\n', /:3: Map keys must be unique$/],
  ])('%s', (_, text, message) => {
    const path = write(userConfig, text);
    const error = thrownBy(load) as Error;
    expect(error).toMatchObject({ kind: 'usage', remedy: 'correct the line' });
    expect(error.message.startsWith(path)).toBe(true);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
  });

  test('a named file that is missing', () => {
    expect(thrownBy(() => load({ file: 'missing.yaml' }))).toMatchObject({
      kind: 'usage',
      message: `${at('missing.yaml')}: there is no such config file`,
    });
  });

  test('a named file that cannot be read', () => {
    expect(thrownBy(() => load({ file: at() }))).toMatchObject({
      kind: 'usage',
      message: `${at()}: the config cannot be read (EISDIR)`,
    });
  });
});

describe('~', () => {
  test.each([
    ['~', '/home/ana'],
    ['~/Photos', '/home/ana/Photos'],
    ['/data/~/Photos', '/data/~/Photos'],
    ['~bob/Photos', '~bob/Photos'],
    ['a~', 'a~'],
  ])('%s is %s', (path, expected) => {
    expect(expandHome(path, '/home/ana')).toBe(expected);
  });

  test('in library: leads to the library’s own file', () => {
    write(userConfig, 'library: ~/Photos\n');
    write('Photos/.photokeep/config.yaml', 'locale: es\n');
    expect(load()).toMatchObject({ library: { value: '~/Photos' }, locale: { value: 'es' } });
  });
});
