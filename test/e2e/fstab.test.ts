import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LoopDisk, loopNeeds, plugInExt4, run } from '../loop-disk.js';
import { binary, photokeep } from '../photokeep.js';
import { describeWith, testWith } from '../requirements.js';
import { startOnTerminal, terminalNeeds } from '../terminal.js';

const installers = '# /etc/fstab: static file system information.\n/dev/vda\t/\text4\tdefaults 0 1';
let home = '';
let table = '';
let point = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  [table, point] = [join(home, 'fstab'), join(home, 'data/3 Tera')];
  writeFileSync(table, installers, { mode: 0o640 });
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function fstab(...args: readonly string[]): ReturnType<typeof photokeep> {
  return photokeep(['fstab', ...args, '--file', table], { home });
}

const kept = (): string[] => readdirSync(home).filter((name) => name.startsWith('fstab.photokeep'));

describeWith(
  [...loopNeeds, ...terminalNeeds, 'findmnt', 'lsblk', 'chattr'],
  'a disk that is plugged in',
  () => {
    let disk: LoopDisk;

    beforeEach(() => {
      disk = plugInExt4(join(home, 'disk.img'), 'photos');
    });

    afterEach(() => {
      disk.remove();
    });

    test('is listed with all that names it', async () => {
      const { code, stdout } = await fstab('--json');

      const events = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(code).toBe(0);
      expect(events).toContainEqual({
        ...{ event: 'disk', device: disk.device, uuid: disk.uuid, label: 'photos', type: 'ext4' },
        ...{ size: 16 * 1024 * 1024, mountedAt: [], inFstab: false },
      });
    });

    test('gets a line by which the system really mounts it, and every other byte stays', async () => {
      chownSync(table, 12, 34);
      const { code, stdout, stderr } = await fstab('add', disk.device, point, '--yes');

      expect([code, stderr]).toEqual([0, '']);
      const line = `UUID=${disk.uuid} ${point.replace(' ', '\\040')} auto nosuid,nodev,nofail,x-systemd.device-timeout=10s 0 0`;
      expect(readFileSync(table, 'utf8')).toBe(`${installers}\n${line}`);
      expect(statSync(table)).toMatchObject({ uid: 12, gid: 34, mode: 0o100640 });
      expect(stdout).toContain(`+ ${line}`);
      expect(kept().map((name) => readFileSync(join(home, name), 'utf8'))).toEqual([installers]);

      for (const option of ['--fstab', '-T']) {
        run('mount', option, table, point);
        try {
          expect(run('findmnt', '--noheadings', '--output', 'UUID', '--mountpoint', point)).toBe(disk.uuid);
        } finally {
          run('umount', point);
        }
      }
      expect(await fstab('remove', point, '--yes')).toMatchObject({ code: 0 });
      expect(readFileSync(table, 'utf8')).toBe(installers);
    });

    test('is found by its label, and is not added twice', async () => {
      await fstab('add', 'LABEL=photos', point, '--yes');
      const after = readFileSync(table, 'utf8');

      expect(after).toContain(`UUID=${disk.uuid} `);
      const again = await fstab('add', `UUID=${disk.uuid}`, point, '--yes');
      expect(again).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('already; nothing to do') as unknown,
      });
      const elsewhere = await fstab('add', disk.device, join(home, 'other'), '--yes');
      expect(elsewhere.code).toBe(4);
      expect(elsewhere.stderr).toContain(`${table}:3 has that disk already`);
      const occupied = await fstab('add', 'UUID=0000-0001', point, '--yes');
      expect(occupied.code).toBe(4);
      expect(occupied.stderr).toContain(`${table}:3 has that mount point already`);
      expect(readFileSync(table, 'utf8')).toBe(after);
    });

    test.each(['UUID="{}"', 'UUID={}', '/dev/disk/by-uuid/{}', 'LABEL=photos'])(
      'is known by whatever name the table has for it: %s',
      async (name) => {
        const spec = name.replace('{}', disk.uuid);
        writeFileSync(table, `${spec} ${point.replace(' ', '\\040')}/ ext4 defaults\n`);
        const before = readFileSync(table, 'utf8');
        expect((await fstab('add', disk.device, point, '--yes')).stdout).toContain(
          `${table}:1 mounts that disk`,
        );
        expect(readFileSync(table, 'utf8')).toBe(before);
        expect(await fstab('remove', disk.device, '--yes')).toMatchObject({ code: 0 });
        expect(readFileSync(table, 'utf8')).toBe('');
      },
    );

    test('is added on a terminal once that is agreed to, and so is the protection of its mount point', async () => {
      const world = { home, cwd: home };
      const refused = startOnTerminal(['fstab', 'add', disk.device, point, '--file', table], world);
      await refused.answer(`Add this line to ${table}? [y/N]`, 'n\n');
      expect(await refused.ended).toMatchObject({
        code: 0,
        screen: expect.stringContaining('Nothing was changed') as unknown,
      });
      expect([readFileSync(table, 'utf8'), readdirSync(home).includes('data')]).toEqual([installers, false]);

      const agreed = startOnTerminal(['fstab', 'add', disk.device, point, '--file', table], world);
      await agreed.answer('[y/N]', 'y\n');
      await agreed.answer(`Make the empty folder ${point} immutable`, 'y\n');
      try {
        expect((await agreed.ended).screen).toContain(`${point} is immutable while nothing is mounted there`);
        expect(readFileSync(table, 'utf8')).toContain(disk.uuid);
      } finally {
        run('chattr', '-i', point);
      }
    });

    test('whose mount point holds something is told why that cannot be protected', async () => {
      mkdirSync(point, { recursive: true });
      writeFileSync(join(point, 'a.jpg'), '');
      const { code, stdout } = await fstab('add', disk.device, point, '--yes', '--protect');
      expect([code, stdout]).toEqual([
        0,
        expect.stringContaining('could not be made immutable: it is not empty') as unknown,
      ]);
    });

    test('can have its empty mount point made immutable', async () => {
      expect(await fstab('add', disk.device, point, '--yes', '--protect')).toMatchObject({ code: 0 });
      try {
        expect(() => {
          writeFileSync(join(point, 'lost.jpg'), '');
        }).toThrow(/EPERM|EACCES/);
      } finally {
        run('chattr', '-i', point);
      }
    });
  },
);

test('a disk that is switched off can be added by its UUID', async () => {
  const { code, stdout } = await fstab('add', 'UUID=16955984-34c8-435d-b646-6578a3bab016', point, '--yes');

  expect(code).toBe(0);
  expect(stdout).toContain('That disk is not there now');
});

test('mistakes that were there stay as they are, also when lines below a removed one move', async () => {
  const wrong = 'nonsense without fields\nUUID=dead /no/where ext4 defaults 0 0\nLABEL= none swap\n';
  writeFileSync(table, `UUID=1234-ABCD /mnt/gone auto nofail 0 0\n${wrong}`);
  expect(await fstab('add', 'UUID=16955984', point, '--yes')).toMatchObject({ code: 0, stderr: '' });
  expect(await fstab('remove', '/mnt/gone', '--yes')).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(table, 'utf8')).toContain(`${wrong}UUID=16955984 `);
});

test('a dry run and a run that was not answered change nothing', async () => {
  const dry = await fstab('add', 'UUID=1234-ABCD', point, '--dry-run');
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('+ UUID=1234-ABCD') as unknown });
  const silent = await fstab('add', 'UUID=1234-ABCD', point);
  expect(silent.code).toBe(2);
  expect(silent.stderr).toContain('there is no terminal to ask on; say --yes');
  expect([readFileSync(table, 'utf8'), kept(), readdirSync(home)]).toEqual([installers, [], ['fstab']]);
});

test.each([
  ['a disk that is not there', ['add', '/dev/none', '/mnt/x'], 2, 'no disk /dev/none with a file system'],
  ['a mount point that is none', ['add', 'UUID=1', 'mnt'], 2, 'mnt cannot be a mount point'],
  ['a file', ['add', 'UUID=1', '/proc/version'], 2, '/proc/version cannot be a mount point'],
  ['no UUID at all', ['add', 'UUID=', '/mnt/x'], 2, 'no disk UUID= with a file system'],
  ['the root folder', ['add', 'UUID=1', '/'], 2, '/ cannot be a mount point'],
  ['mount options that are none', ['add', 'UUID=1', '/mnt/x', '--options', 'a b\nc'], 2, 'mount options'],
])('%s is refused in one line', async (_, words, code, message) => {
  const ended = await fstab(...words, '--yes');

  expect([ended.code, ended.stderr.split('\n').length]).toEqual([code, 2]);
  expect(ended.stderr).toContain(message);
  expect(readFileSync(table, 'utf8')).toBe(installers);
});

test('what is not in the table cannot be removed', async () => {
  expect(await fstab('remove', '/mnt/none', '--yes')).toEqual({
    ...{ code: 0, stderr: '', stdout: `${table} has no line for /mnt/none.\n` },
  });
});

test('there is no such table', async () => {
  rmSync(table);
  const { code, stderr } = await fstab('add', 'UUID=1', '/mnt/x', '--yes');
  expect([code, stderr]).toEqual([2, `photokeep: there is no ${table}; name the table with --file\n`]);
});

testWith(['the right to mount', 'setpriv'], 'who is not root is told the very command to run', async () => {
  chmodSync(home, 0o755);
  chmodSync(table, 0o644);
  const world = { home, through: ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] };
  const { code, stderr } = await photokeep(
    ['fstab', 'add', 'UUID=1', '/mnt/x', '--file', table, '--yes'],
    world,
  );

  expect(code).toBe(4);
  expect(stderr).toContain(
    `run: sudo ${process.execPath} ${realpathSync(binary)} fstab add UUID=1 /mnt/x --file ${table} --yes\n`,
  );
});
