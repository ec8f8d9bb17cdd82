import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { filesBelow, listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';
import { keys, startOnTerminal, terminalNeeds } from '../terminal.js';

const folder = temporaryFolder();
const world = () => ({ home: folder(), env: { TZ: 'Europe/Madrid', LANG: 'es_ES.UTF-8' } });
const configText = (root = folder('Photos')) => readFileSync(join(root, '.photokeep/config.yaml'), 'utf8');
const said = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describeWith(terminalNeeds, 'on a terminal', () => {
  test('init asks for all that it needs, and Enter takes a sensible answer each time', async () => {
    const terminal = startOnTerminal(['init'], world());
    for (const question of [
      ...['In which folder?', 'In which time zone', 'folders of the months', 'Who sends pictures?'],
      ...['second copy', 'when none is named?', `Make the library in`],
    ])
      await terminal.answer(question, keys.enter);
    const { code, screen } = await terminal.ended;

    expect(code).toBe(0);
    expect(screen).toContain(`made  ${folder('Photos')}\n`);
    expect(screen).toContain('photokeep schedule install');
    expect(said(configText())).toEqual(['locale: es', 'homeZone: Europe/Madrid']);
    expect(said(readFileSync(folder('.config/photokeep/config.yaml'), 'utf8'))).toEqual([
      `library: ${folder('Photos')}`,
    ]);
    // So that no command needs --library from now on.
    expect(await photokeep(['import'], { home: folder() })).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('answers are corrected until they are right, and become the config', async () => {
    const terminal = startOnTerminal(['init'], world());
    await terminal.answer('In which folder?', `${keys.erase}~/no/such/Photos${keys.enter}`);
    await terminal.answer(`${folder('no/such')} does not exist`, `${keys.erase}~/Fotos${keys.enter}`);
    await terminal.answer('In which time zone', 'Bogota');
    await terminal.answer('America/Bogota', keys.enter);
    await terminal.answer('folders of the months', keys.down + keys.enter);
    await terminal.answer('Who sends pictures?', `${keys.erase}Ana, a/b${keys.enter}`);
    await terminal.answer('a/b is no name', `${keys.erase}Ana,  Luis${keys.enter}`);
    await terminal.answer('second copy', `pi@host:${keys.enter}`);
    await terminal.answer(
      'expected a folder after the host',
      `${keys.erase}pi@raspberry.local:/data/b${keys.enter}`,
    );
    await terminal.answer('when none is named?', keys.left + keys.enter);
    await terminal.answer('Make the library', keys.enter);

    expect(await terminal.ended).toMatchObject({ code: 0 });
    expect(said(configText(folder('Fotos')))).toEqual([
      ...['backups:', '  - { name: raspberry, to: "pi@raspberry.local:/data/b" }'],
      'homeZone: America/Bogota',
    ]);
    expect(filesBelow(folder('Fotos/images/Imports'))).toEqual([]);
    expect(['Ana', 'Luis', 'Phone'].map((name) => existsSync(folder('Fotos/images/Imports', name)))).toEqual([
      ...[true, true, false],
    ]);
    expect(existsSync(folder('.config'))).toBe(false);
  });

  test('what the command line says is not asked, and --yes asks nothing', async () => {
    const asked = startOnTerminal(
      ['init', folder('Photos'), '--home-zone', 'Asia/Tokyo', '--locale', 'en', '--drop-folder', 'Ana'],
      world(),
    );
    await asked.answer('second copy', keys.enter);
    await asked.answer('when none is named?', keys.enter);
    await asked.answer('Make the library', keys.enter);
    expect((await asked.ended).screen).not.toMatch(/which folder|time zone|months|sends/);
    expect(said(configText())).toEqual(['locale: en', 'homeZone: Asia/Tokyo']);

    const { code, screen } = await startOnTerminal(['init', folder('Other'), '--yes'], world()).ended;
    expect([code, screen]).toEqual([0, expect.stringContaining('made') as unknown]);
    expect(said(configText(folder('Other')))).toEqual(['homeZone: Europe/Madrid']);
  });

  test('a no, and Ctrl-C at any question, make nothing', async () => {
    const before = listing(folder());
    const refused = startOnTerminal(
      ['init', folder('Photos'), '--home-zone', 'UTC', '--locale', 'en'],
      world(),
    );
    await refused.answer('Who sends', keys.enter);
    await refused.answer('second copy', keys.enter);
    await refused.answer('when none is named?', keys.enter);
    await refused.answer('Make the library', keys.left + keys.enter);
    expect(await refused.ended).toMatchObject({ code: 0 });
    const stopped = startOnTerminal(['init', folder('Photos')], world());
    await stopped.answer('In which time zone', keys.ctrlC);
    const { code, screen } = await stopped.ended;
    expect([code, screen]).toEqual([130, expect.stringContaining('stopped; nothing was made') as unknown]);
    expect(listing(folder())).toEqual(before);
  });

  test('a library that is whole needs no answers', async () => {
    await photokeep(['init', folder('Photos')], { home: folder() });
    const { code, screen } = await startOnTerminal(['init', folder('Photos')], world()).ended;
    expect([code, screen]).toEqual([0, `${folder('Photos')} is a library already; nothing to make.\n`]);
  });
});

test('run again it makes what is missing, and nothing else', async () => {
  const init = ['init', folder('Photos'), '--drop-folder', 'Ana'];
  await photokeep(init, { home: folder() });
  writeFileSync(folder('Photos/images/Imports/Ana/a.jpg'), 'a');
  const names = (): string[] => listing(folder('Photos')).map((line) => line.split(' ')[0]!);
  const whole = names();
  for (const missing of ['tmp', '.photokeep/config.yaml', '.photokeep/config.schema.json']) {
    rmSync(folder('Photos', missing), { recursive: true });
    const { code, stdout } = await photokeep(init, { home: folder() });
    expect([missing, code, stdout]).toEqual([missing, 0, `made  ${folder('Photos', missing)}\n`]);
  }
  expect(names()).toEqual(whole);
  const plain = await photokeep(['init', folder('Photos')], { home: folder() });
  expect(plain.stdout).toBe(`${folder('Photos')} is a library already; nothing to make.\n`);
});

test('a config that is there is never overwritten, and init says so', async () => {
  mkdirSync(folder('Photos/.photokeep'), { recursive: true });
  mkdirSync(folder('.config/photokeep'), { recursive: true });
  writeFileSync(folder('Photos/.photokeep/config.yml'), 'locale: fr\n');
  writeFileSync(folder('.config/photokeep/config.yaml'), '# mine\n');
  const args = ['init', folder('Photos'), '--home-zone', 'UTC', '--default'];
  const { code, stdout } = await photokeep(args, { home: folder() });
  expect(code).toBe(0);
  expect(stdout).toContain(`${folder('Photos/.photokeep/config.yml')} is there already and stays as it is`);
  expect(stdout).toContain(`${folder('.config/photokeep/config.yaml')} is there already and stays as it is`);
  expect(readFileSync(folder('Photos/.photokeep/config.yml'), 'utf8')).toBe('locale: fr\n');
  expect(readFileSync(folder('.config/photokeep/config.yaml'), 'utf8')).toBe('# mine\n');
  expect(existsSync(folder('Photos/.photokeep/config.yaml'))).toBe(false);
});

test('the home zone is written out, be it named or the machine’s', async () => {
  await photokeep(['init', folder('A')], world());
  await photokeep(['init', folder('B'), '--home-zone', 'Asia/Kathmandu'], world());
  expect([said(configText(folder('A'))), said(configText(folder('B')))]).toEqual([
    ['homeZone: Europe/Madrid'],
    ['homeZone: Asia/Kathmandu'],
  ]);
});

test.each([
  ['a zone that is none', ['--home-zone', 'Madrid'], '--home-zone: homeZone: unknown time zone'],
  ['a layout that is none', ['--layout', 'YYYY/Q'], '--layout: layout "YYYY/Q" has "Q"'],
  ['a drop folder elsewhere', ['--drop-folder', '../x'], '--drop-folder: ../x is no name'],
  ['a hidden drop folder', ['--drop-folder', '.x'], '--drop-folder: .x is no name'],
  ['two sources at once', ['--from', 'a.sh', '--from-backup', '/mnt'], "cannot be used with option '--from"],
  ['a backup without a folder', ['--backup', 'pi@host:'], '--backup: pi@host: is no place'],
])('%s is refused in one line, and nothing is made', async (_, flags, message) => {
  const { code, stdout, stderr } = await photokeep(['init', folder('Photos'), ...flags, '--json'], world());
  expect([code, jsonLines(stdout).length, existsSync(folder('Photos'))]).toEqual([2, 1, false]);
  expect(stderr).toContain(message);
  expect(stderr.split('\n')).toHaveLength(2);
});
