import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { type BackupLibrary, makeBackupLibrary } from '../backup-library.js';
import { listing } from '../folder-listing.js';
import { jsonLines, type Line } from '../json-output.js';
import { photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';

const at = folderForAllTests();
const home = (path = ''): string => at('home', path);
const target = (path = ''): string => at('Backup', path);
let library: BackupLibrary;

/** What the checks of one name said, in a world that may lack something. */
async function said(
  check: string,
  env: Readonly<Record<string, string>> = {},
  root = library.root,
): Promise<Line[]> {
  const { stdout } = await photokeep(['doctor', '--library', root, '--json'], { home: home(), env });
  const lines = jsonLines(stdout);
  expect(lines[0]).toEqual({ event: 'start', schema: 1, command: 'doctor' });
  const problems = lines.filter(({ status }) => status === 'problem');
  expect(lines.at(-1)).toMatchObject({
    event: 'summary',
    problems: problems.length,
    exitCode: problems.length > 0 ? 3 : 0,
  });
  for (const problem of problems) expect([problem, problem['remedy']]).toEqual([problem, expect.any(String)]);
  return lines.filter((line) => line['check'] === check);
}

const path = process.env['PATH'] ?? '';

describeWith(['rsync', 'perl'], 'the doctor', () => {
  beforeAll(async () => {
    mkdirSync(home());
    library = await makeBackupLibrary(home());
    mkdirSync(target());
    library.configure(`{ name: hdd, to: ${target()} }`);
    library.put('2021/05-May/a.jpg');
    expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
  });

  test('has a line for each check, a sign in front, and changes nothing', async () => {
    const before = listing(at());
    const { code, stdout, stderr } = await library.run('doctor');
    expect([[0, 3].includes(code ?? -1), stderr]).toEqual([true, '']);
    for (const line of [
      /^✓ node \d+/m,
      /^✓ exiftool 13\.\d+$/m,
      /^✓ rsync 3\./m,
      /^✓ the config is valid: .*config\.yaml$/m,
      /^✓ Gallery: /m,
      /^✓ drop folder Phone: /m,
      /^✓ drop folders and Gallery are on one file system/m,
      /^✓ the catalog is sound \(1 files\)$|^✓ the catalog is sound/m,
      /^✓ no run was cut off$/m,
      /^✓ hdd is there \(.*\), last good backup just now$/m,
      /^[✓!] dates without an offset are read in /m,
    ])
      expect(stdout).toMatch(line);
    expect(listing(at())).toEqual(before);
  });

  test('names the command that installs what is missing', async () => {
    mkdirSync(at('empty'));
    expect(await said('rsync', { PATH: at('empty') })).toMatchObject([
      { status: 'problem', remedy: 'sudo apt install rsync' },
    ]);
    expect(await said('exiftool', { PATH: at('empty') })).toMatchObject([
      { status: 'problem', remedy: 'sudo apt install perl' },
    ]);
  });

  test('waits for no program that hangs', async () => {
    mkdirSync(at('hanging'));
    writeFileSync(at('hanging/rsync'), '#!/bin/sh\nexec sleep 600\n');
    chmodSync(at('hanging/rsync'), 0o755);
    expect(await said('rsync', { PATH: `${at('hanging')}:${path}` })).toMatchObject([
      { status: 'problem', text: 'rsync does not answer' },
    ]);
  });

  test('says where a config is wrong, and checks the rest', async () => {
    const config = library.state('config.yaml');
    const good = readFileSync(config, 'utf8');
    writeFileSync(config, `${good}homeZone: Moon/Base\n`);
    expect(await said('config')).toMatchObject([
      { status: 'problem', text: expect.stringMatching(/config\.yaml:\d+: homeZone/) as unknown },
    ]);
    writeFileSync(config, `${good}homeZonne: UTC\n`);
    expect(await said('config')).toMatchObject([
      { status: 'problem', text: expect.stringContaining('homeZonne') as unknown },
    ]);
    expect(await said('node')).toMatchObject([{ status: 'fine' }]);
    writeFileSync(config, `${good}homeZone: America/Bogota\n`);
    expect(await said('time-zone')).toMatchObject([
      { status: 'fine', text: expect.stringMatching(/America\/Bogota \(.*config\.yaml:\d+\)/) as unknown },
    ]);
    writeFileSync(config, good);
  });

  test('finds a library that is away, and a target that is not what it was', async () => {
    expect(await said('library', {}, at('nowhere'))).toMatchObject([{ status: 'problem' }]);
    expect(await said('folder', {}, at('nowhere'))).toEqual([]);
    renameSync(target('.photokeep-target.json'), at('marker'));
    expect(await said('backup')).toMatchObject([
      { status: 'problem', text: expect.stringContaining('not set up as a backup target') as unknown },
    ]);
    renameSync(at('marker'), target('.photokeep-target.json'));
    rmSync(library.gallery('../Imports/PC'), { recursive: true });
    library.configure(
      `{ name: hdd, to: ${target()} }`,
      ` { name: far, to: "pi@localhost:/x", ssh: { port: 1 } }`,
    );
    expect(await said('backup')).toMatchObject([{ status: 'fine' }, { status: 'problem' }]);
    library.configure(`{ name: hdd, to: ${target()} }`);
  });

  test('finds a damaged catalog, and a run that was cut off', async () => {
    const catalog = library.state('catalog.db');
    const good = readFileSync(catalog);
    writeFileSync(catalog, Buffer.concat([good.subarray(0, 4096), Buffer.alloc(good.length - 4096, 0x55)]));
    expect(await said('catalog')).toMatchObject([{ status: 'problem' }]);
    writeFileSync(catalog, good);
    const journal = library.state('journals/open/20240518-101112-dead.jsonl');
    writeFileSync(
      journal,
      '{"format":"photokeep journal","version":1,"command":"import","args":[],"startedAt":"2024-05-18T10:11:12.000Z","pid":4194399}\n',
    );
    expect(await said('journals')).toMatchObject([
      { status: 'warning', text: expect.stringContaining('20240518-101112-dead') as unknown },
    ]);
    rmSync(journal);
  });

  test('reads in Syncthing’s config that a phone would lose its pictures', async () => {
    const config = home('.local/state/syncthing/config.xml');
    mkdirSync(home('.local/state/syncthing'), { recursive: true });
    const folder = (type: string): string =>
      `<configuration><folder id="x" label="Camera" path="${library.root}/images/Imports/Phone" type="${type}"><ignoreDelete>true</ignoreDelete></folder></configuration>`;
    writeFileSync(config, folder('sendreceive'));
    expect(await said('syncthing')).toMatchObject([
      { status: 'problem', text: expect.stringContaining('deletes the pictures from the phone') as unknown },
    ]);
    writeFileSync(config, folder('receiveonly'));
    expect(await said('syncthing')).toMatchObject([{ status: 'fine' }]);
    rmSync(config);
    mkdirSync(library.gallery('../Imports/Phone/.stfolder'));
    expect(await said('syncthing')).toMatchObject([{ status: 'warning' }]);
  });

  test('under cron only what does not work is printed', async () => {
    rmSync(library.gallery('../Imports/Phone'), { recursive: true });
    library.configure(`{ name: hdd, to: ${target()} }\nimports: [images/Imports/Phone]`);
    const { code, stdout } = await library.run('doctor', '--quiet');
    expect(code).toBe(3);
    expect(stdout).toMatch(/^✗ drop folder Phone: .* is not there\n {4}→ /m);
    expect(stdout).not.toMatch(/[✓!] /);
  });
});
