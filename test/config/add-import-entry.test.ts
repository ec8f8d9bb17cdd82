import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { addImportEntries } from '../../src/config/add-import-entry.js';
import { renderConfig } from '../../src/config/write-config.js';

const entry = { path: 'images/Imports/Ana', resends: true } as const;
const add = (text: string): string => addImportEntries(text, [entry], false);

describe('a drop folder is added to the config', () => {
  test('between what is there, every byte of which stays', () => {
    const text = `# ours
homeZone:   Europe/Madrid   # where we live

imports:
    - images/Imports/PC     # the cable
    # the other phone
    - path: images/Imports/Bo
      exclude: [ Screenshots,  "*.gif" ]   # none of these
    # and no more

layout: 'YYYY'
`;
    expect(add(text)).toBe(
      text.replace(
        '# none of these\n',
        '# none of these\n    - path: "images/Imports/Ana"\n      resends: true\n',
      ),
    );
  });

  test.each([
    ['imports:\n- a\n- b', ['a', 'b']],
    ['imports:\n- a\nlayout: YYYY\n', ['a']],
    ['imports:\r\n  - a\r\n', ['a']],
    ['imports: [a, {path: b, resends: false}]  # few\nlocale: es\n', ['a', { path: 'b', resends: false }]],
    ['imports: []\n', []],
    ['imports:\nlocale: es\n', []],
    ['imports:\n  - - a\n', [['a']]],
    ['imports:\n  - |\n    a\n  - "b"\n\n\n# end\n', ['a\n', 'b']],
    ['', []],
    ['# nothing\n', []],
    ['locale: es', []],
    [renderConfig({ homeZone: 'UTC' }), []],
  ])('%j', (text, before) => {
    const config = parse(add(text)) as Record<string, unknown>;
    const others = (parse(text) ?? {}) as Record<string, unknown>;
    expect(config).toEqual({ ...others, imports: [...before, entry] });
    for (const comment of text.match(/#.*/g) ?? []) expect(add(text)).toContain(comment);
  });

  test('to JSON, which stays JSON', () => {
    const text = addImportEntries('{"locale":"es","imports":["a"]}', [entry], true);
    expect(JSON.parse(text)).toEqual({ locale: 'es', imports: ['a', entry] });
    expect(JSON.parse(addImportEntries('', ['PC', entry], true))).toEqual({ imports: ['PC', entry] });
  });

  test('with a name that YAML would take for something else', () => {
    const strange = { path: 'a: #1 "x"\\', resends: true } as const;
    expect(parse(addImportEntries('imports:\n  - a\n', ['no', strange], false))).toEqual({
      imports: ['a', 'no', strange],
    });
  });
});
