import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LoopDisk, loopNeeds, plugInExt4, run } from '../loop-disk.js';
import { photokeep } from '../photokeep.js';
import { describeWith, testWith } from '../requirements.js';

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

describeWith([...loopNeeds, 'findmnt', 'lsblk', 'chattr'], 'a disk that is plugged in', () => {
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
    const { code, stdout, stderr } = await fstab('add', disk.device, point, '--yes');

    expect([code, stderr]).toEqual([0, '']);
    const line = `UUID=${disk.uuid} ${point.replace(' ', '\\040')} auto nosuid,nodev,nofail,x-systemd.device-timeout=10s 0 0`;
    expect(readFileSync(table, 'utf8')).toBe(`${installers}\n${line}`);
    expect(statSync(table).mode & 0o777).toBe(0o640);
    expect(stdout).toContain(`+ ${line}`);
    expect(kept().map((name) => readFileSync(join(home, name), 'utf8'))).toEqual([installers]);

    run('mount', '--fstab', table, point);
    try {
      expect(run('findmnt', '--noheadings', '--output', 'UUID', '--mountpoint', point)).toBe(disk.uuid);
    } finally {
      run('umount', point);
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
});

test('a disk that is switched off can be added by its UUID', async () => {
  const { code, stdout } = await fstab('add', 'UUID=16955984-34c8-435d-b646-6578a3bab016', point, '--yes');

  expect(code).toBe(0);
  expect(stdout).toContain('That disk is not there now');
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
  expect(stderr).toContain(`run: sudo photokeep fstab add UUID=1 /mnt/x --file ${table} --yes`);
});
