import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { jsonLines } from '../json-output.js';
import { photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

test('shows every value in force with the flag, the file and line, or the default that it comes from', async () => {
  await run('init', folder('Photos'));
  const config = folder('Photos/.photokeep/config.yaml');
  const line = readFileSync(config, 'utf8').split('\n').length;
  appendFileSync(config, 'keepTrash: 30d\n');

  const args = ['config', '--library', folder('Photos'), '--locale', 'es'];
  const { code, stdout, stderr } = await run(...args);
  expect([code, stderr]).toEqual([0, '']);
  const rows = stdout.split('\n').map((row) => row.split(/ {2,}/));
  expect(rows).toContainEqual(['keepTrash', '30d', `${config}:${String(line)}`]);
  expect(rows).toContainEqual(['locale', 'es', '--locale']);
  expect(rows).toContainEqual(['library', folder('Photos'), '--library']);
  expect(rows).toContainEqual(['minFree', '5GB', 'default']);
  expect(rows).toContainEqual(['imports', 'every folder in images/Imports', 'default']);

  const events = jsonLines((await run(...args, '--json')).stdout);
  expect(events).toContainEqual({
    ...{ event: 'setting', key: 'keepTrash', value: '30d' },
    origin: { from: 'file', file: config, line },
  });
  expect(events).toContainEqual({
    ...{ event: 'setting', key: 'locale', value: 'es', origin: { from: 'flag', flag: '--locale' } },
  });
  expect(events).toContainEqual({
    ...{ event: 'setting', key: 'imports', value: null, origin: { from: 'default' } },
  });
  expect(events.at(-1)).toEqual({
    ...{ event: 'summary', schema: 1, command: 'config', settings: events.length - 1, exitCode: 0 },
  });
});

test('a config that is wrong is refused as everywhere, in one line', async () => {
  writeFileSync(folder('c.yaml'), 'locale: en\nlayuot: YYYY\n');
  expect(await run('config', '--config', folder('c.yaml'))).toEqual({
    ...{ code: 2, stdout: '' },
    stderr: `photokeep: ${folder('c.yaml')}:2: unknown key "layuot"; did you mean "layout"?\n`,
  });
});

test('prints the schema that init puts beside the config, which the config names', async () => {
  await run('init', folder('Photos'));
  const { code, stdout } = await run('config', '--schema');
  expect(code).toBe(0);
  expect(readFileSync(folder('Photos/.photokeep/config.schema.json'), 'utf8')).toBe(stdout);
  expect(readFileSync(folder('Photos/.photokeep/config.yaml'), 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=config\.schema\.json\n/,
  );
});
