import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { listing } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { photokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]) => photokeep(args, { home: folder() });

test('a dry run of init names exactly what the real one then makes', async () => {
  const before = listing(folder());
  const dry = await run('init', folder('Photos'), '--dry-run');
  expect(listing(folder())).toEqual(before);
  const real = await run('init', folder('Photos'));
  const made = ['', 'tmp', 'images/Gallery', 'images/Imports/Phone', 'images/Imports/PC'];
  const paths = [
    ...made,
    '.photokeep/library.json',
    '.photokeep/config.schema.json',
    '.photokeep/config.yaml',
  ].map((path) => join(folder('Photos'), path));
  expect(real.stdout).toBe(paths.map((path) => `made  ${path}\n`).join(''));
  expect(dry.stdout).toBe(paths.map((path) => `would make  ${path}\n`).join(''));
  for (const path of paths) expect(statSync(path)).toBeDefined();
});

test('a second init changes nothing', async () => {
  await run('init', folder('Photos'));
  const before = listing(folder());
  const { code, stdout } = await run('init', folder('Photos'), '--json');
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toEqual([
    {
      ...{ event: 'summary', schema: 1, command: 'init', dryRun: false },
      ...{ root: folder('Photos'), made: [], kept: [], exitCode: 0 },
    },
  ]);
  expect(listing(folder())).toEqual(before);
});

test('the state is for its owner only', async () => {
  await run('init', folder('Photos'));
  expect(statSync(folder('Photos/.photokeep')).mode & 0o777).toBe(0o700);
  expect(readFileSync(folder('Photos/.photokeep/config.yaml'), 'utf8')).toContain('# layout: YYYY/MM-M\n');
});

testWith(
  ['the right to mount', 'setpriv'],
  'a folder that is not the user’s, or a file, is refused in one line (4)',
  async () => {
    chmodSync(folder(), 0o755);
    const nobody = {
      home: folder(),
      through: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'],
    };
    expect(await photokeep(['init', folder('Photos')], nobody)).toEqual({
      ...{ code: 4, stdout: '' },
      stderr: `photokeep: cannot make the library in ${folder('Photos')}: permission denied; to own it: sudo install -d -o "$USER" ${folder('Photos')}\n`,
    });
    writeFileSync(folder('file'), '');
    expect(await run('init', folder('file'))).toEqual({
      ...{
        code: 4,
        stdout: '',
        stderr: `photokeep: cannot make the library in ${folder('file')}: a file is in the way\n`,
      },
    });
  },
);

test('a config that is a link to nowhere is not replaced', async () => {
  mkdirSync(folder('.config/photokeep'), { recursive: true });
  symlinkSync(folder('not-mounted/config.yaml'), folder('.config/photokeep/config.yaml'));
  const { code, stderr } = await run('init', folder('Photos'), '--default');
  expect([code, stderr]).toEqual([4, expect.stringContaining('is a link that leads nowhere') as unknown]);
  expect(readlinkSync(folder('.config/photokeep/config.yaml'))).toBe(folder('not-mounted/config.yaml'));
});

describe('from old scripts', () => {
  const script = () => {
    writeFileSync(
      folder('IMPORT.sh'),
      `#!/bin/sh\ntouch ${folder('was-run')}\nD=${folder('Photos')}/images\nphockup "$D/Imports/Ana" "$D/Gallery" -m -d YYYY/MM\nrsync -a $D/Gallery /mnt/b\n`,
      { mode: 0o755 },
    );
    return folder('IMPORT.sh');
  };

  test('shows what it understood, and makes the library that does the same; nothing of a script is run', async () => {
    const args = ['init', '--from', script(), '--home-zone', 'Europe/Madrid'];
    const silent = await run(...args);
    expect([silent.code, silent.stderr]).toEqual([
      2,
      'photokeep: init --from asks before it changes anything, and there is no terminal to ask on; say --yes, or look first with --dry-run\n',
    ]);
    const dry = await run(...args, '--dry-run');
    expect(dry.stdout).toContain(`Understood:\n  ${folder('IMPORT.sh')}:4: drop folder ${folder('Photos')}`);
    expect(dry.stdout).toContain(`would make  ${folder('Photos/images/Imports/Ana')}\n`);
    expect(existsSync(folder('Photos'))).toBe(false);

    const { code, stdout } = await run(...args, '--yes');
    expect([code, stdout.replaceAll('made  ', 'would make  ')]).toEqual([0, dry.stdout]);
    const config = readFileSync(folder('Photos/.photokeep/config.yaml'), 'utf8');
    expect(config.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      ...['imports: [images/Imports/Ana]', 'backups:', '  - { name: disk, to: /mnt/b }'],
      ...['layout: YYYY/MM', 'homeZone: Europe/Madrid'],
    ]);
    expect(existsSync(folder('was-run'))).toBe(false);
    expect(await run('import', '--library', folder('Photos'))).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('with --json each remark is a line; what the command line says comes first', async () => {
    const { stdout } = await run('init', '--from', script(), '--backup', '/mnt/c', '--dry-run', '--json');
    const events = jsonLines(stdout);
    expect(events[0]).toEqual({
      ...{ event: 'remark', file: folder('IMPORT.sh'), line: 4, kind: 'understood' },
      text: `drop folder ${folder('Photos/images/Imports/Ana')}`,
    });
    expect(events.at(-1)).toMatchObject({ event: 'summary', command: 'init', root: folder('Photos') });
  });

  test('a config that is there stays as it is', async () => {
    await run('init', folder('Photos'));
    const before = readFileSync(folder('Photos/.photokeep/config.yaml'), 'utf8');
    const { code, stdout } = await run('init', '--from', script(), '--yes');
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('is there already and stays as it is') as unknown,
    ]);
    expect(readFileSync(folder('Photos/.photokeep/config.yaml'), 'utf8')).toBe(before);
  });

  test.each([
    ['no script', 'none.sh', undefined, 'there is no such script'],
    [
      'a script for something else',
      'x.sh',
      'tar -czf /x /etc\n',
      'no call of phockup, czkawka or rsync is in there',
    ],
    [
      'one without a library',
      'x.sh',
      'rsync -a /a /b\n',
      'the scripts do not tell where the library is; name it',
    ],
  ])('%s is refused in one line', async (_, name, text, message) => {
    if (text !== undefined) writeFileSync(folder(name), text);
    const { code, stderr } = await run('init', '--from', folder(name), '--yes');
    expect([code, stderr.split('\n').length]).toEqual([2, 2]);
    expect(stderr).toContain(message);
  });
});
