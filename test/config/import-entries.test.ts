import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type ImportEntry, readImportEntries } from '../../src/config/import-entries.js';
import { loadConfig } from '../../src/config/load.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();

function read(text: string): ImportEntry[] | undefined {
  writeFileSync(at('c.yaml'), text);
  const nowhere = { library: undefined, xdgConfigHome: undefined, home: at(), cwd: at() };
  return readImportEntries(loadConfig({ ...nowhere, file: at('c.yaml') }).get('imports'));
}

const family = `
imports:
  - images/Imports/PC
  - path: images/Imports/Ana
    name: Ana's phone
    homeZone: America/Bogota
    exclude: [Screenshots, "*.gif"]
    resends: false
    staleAfter: 7d
  - path: images/Imports/Ana/WhatsApp
    layout: YYYY/MM-M/[WhatsApp]
    exclude:
`;

describe('drop folders', () => {
  test('are named by a path, or by a path with settings', () => {
    const entries: unknown = JSON.parse(
      JSON.stringify(read(family), (key, value: unknown) => (key === 'origin' ? undefined : value)),
    );
    expect(entries).toEqual([
      { path: 'images/Imports/PC' },
      {
        ...{ path: 'images/Imports/Ana', name: "Ana's phone", homeZone: 'America/Bogota' },
        ...{ exclude: ['Screenshots', '*.gif'], resends: false, staleAfter: 604_800 },
      },
      { path: 'images/Imports/Ana/WhatsApp', layout: 'YYYY/MM-M/[WhatsApp]' },
    ]);
  });

  test('know the line on which each of their settings stands', () => {
    const [pc, ana, chat] = read(family) ?? [];
    expect([pc, ana, chat].map((entry) => entry?.origin)).toEqual(
      [2, 4, 10].map((line) => at(`c.yaml:${String(line)}`)),
    );
    expect(ana?.originOf('homeZone')).toBe(at('c.yaml:6'));
    expect(chat?.originOf('layout')).toBe(at('c.yaml:11'));
    expect(chat?.originOf('homeZone')).toBe(at('c.yaml:10'));
  });

  test('that are not configured are none at all, unlike an empty list', () => {
    expect(read('layout: YYYY\n')).toBeUndefined();
    expect(read('imports:\n')).toBeUndefined();
    expect(read('imports: []\n')).toEqual([]);
  });
});

describe('a mistake is told with its line', () => {
  test.each([
    ['- name: Ana', 2, 'imports: an entry without a path (found {"name":"Ana"})'],
    ['- path:', 2, 'imports: an entry without a path (found {"path":null})'],
    ['- {}', 2, 'imports: an entry without a path (found {})'],
    ['- path: 2021', 2, 'imports: path: expected text (found 2021)'],
    ['- path: ""', 2, 'imports: path: expected text (found "")'],
    ['- ""', 1, 'imports: expected a path, or a path with settings (found "")'],
    ['- 5', 1, 'imports: expected a path, or a path with settings (found 5)'],
    ['-', 1, 'imports: expected a path, or a path with settings (found null)'],
    ['- [a, b]', 1, 'imports: expected a path, or a path with settings (found ["a","b"])'],
    ['Phone', 1, 'imports: expected a list of drop folders (found "Phone")'],
    ['path: a', 1, 'imports: expected a list of drop folders (found {"path":"a"})'],
    ['- path: a\n    resends: sometimes', 3, 'imports: resends: expected true or false (found "sometimes")'],
    [
      '- path: a\n    exclude: "*.gif"',
      3,
      'imports: exclude: expected a list of globs such as [Screenshots, "*.gif"] (found "*.gif")',
    ],
    [
      '- path: a\n    exclude: [a, /]',
      3,
      'imports: exclude: expected a list of globs such as [Screenshots, "*.gif"] (found ["a","/"])',
    ],
    [
      '- path: a\n    exclude: ["!keep.jpg"]',
      3,
      'imports: exclude: a glob must not begin with "!"; name what is to be left out (found ["!keep.jpg"])',
    ],
    [
      '- path: a\n    staleAfter: 7',
      3,
      'imports: staleAfter: expected a duration such as 7d, 12h, 30m or 2w (found 7)',
    ],
    ['- path: a\n    layout: [YYYY]', 3, 'imports: layout: expected text (found ["YYYY"])'],
  ])('%j', (entry, line, what) => {
    const error = thrownBy(() => read(`imports:\n  ${entry}\n`));
    expect(error).toMatchObject({ kind: 'usage', message: `${at('c.yaml')}:${String(line)}: ${what}` });
  });

  test.each([
    ['homezone: UTC', 'unknown key "homezone"', 'did you mean "homeZone"?'],
    [
      'colour:',
      'unknown key "colour"',
      'known keys: path, name, homeZone, resends, exclude, layout, staleAfter',
    ],
  ])('an unknown key, with those that are known: %s', (line, what, remedy) => {
    const message = `${at('c.yaml')}:3: ${what}`;
    expect(thrownBy(() => read(`imports:\n  - path: a\n    ${line}\n`))).toMatchObject({ message, remedy });
  });

  test('a star without quotes, which means something else to YAML', () => {
    expect(thrownBy(() => read('imports:\n  - path: a\n    exclude: [*.gif]\n'))).toMatchObject({
      kind: 'usage',
      remedy: 'put quotes around what begins with *',
    });
  });
});
