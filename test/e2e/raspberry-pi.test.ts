import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { filesBelow } from '../folder-listing.js';
import { loopNeeds } from '../loop-disk.js';
import { makeManyJpegs } from '../media/make-many.js';
import { binary } from '../photokeep.js';
import { describeWith } from '../requirements.js';

const guide = readFileSync(new URL('../../../docs/raspberry-pi.md', import.meta.url), 'utf8');

/** The commands of one chapter of the guide, as a reader types them. */
function commandsOf(chapter: string): string[] {
  const [, text = ''] = guide.split(new RegExp(`^## \\d\\. ${chapter}$`, 'm'));
  return (text.split(/^## /m)[0] ?? '')
    .split('\n')
    .flatMap((line) => /^ {4}(\S.*)$/.exec(line)?.slice(1) ?? []);
}

let home = '';
let device = '';

beforeEach(() => {
  home = mkdtempSync(join(realpathSync(tmpdir()), 'photokeep-test-'));
});

afterEach(() => {
  if (device !== '') {
    spawnSync('umount', [join(home, 'data/3Tera')]);
    execFileSync('losetup', ['--detach', device]);
    device = '';
  }
  rmSync(home, { recursive: true, force: true });
});

/** A Pi of the test's own: an empty disk, its table of disks, its crontab; and `yes` to every question. */
function makePi(): Record<string, string> {
  writeFileSync(join(home, 'disk.img'), '');
  truncateSync(join(home, 'disk.img'), 32 * 1024 * 1024);
  device = execFileSync('losetup', ['--find', '--show', join(home, 'disk.img')], { encoding: 'utf8' }).trim();
  writeFileSync(join(home, 'fstab'), 'proc /proc proc defaults 0 0\n');
  const programs = {
    photokeep: `case "$1" in fstab) [ "$2" = add ] && set -- "$@" --no-protect; set -- "$@" --file '${join(home, 'fstab')}';; init|schedule) [ "$#" -gt 1 ] && set -- "$@" --yes;; esac\n[ "$1 $2" = "fstab add" ] && set -- "$@" --yes\n[ "$1" = init ] && set -- "$@" --default --home-zone Europe/Madrid\nexec '${process.execPath}' '${binary}' "$@"`,
    sudo: 'exec "$@"',
    systemctl: ':',
    mount: `exec "$REAL_MOUNT" -T '${join(home, 'fstab')}' "$@"`,
    crontab: `if [ "$1" = -l ]; then cat '${join(home, 'crontab')}'; else cat > '${join(home, 'crontab')}'; fi`,
  };
  mkdirSync(join(home, 'bin'));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(home, 'bin', name), 0o755);
  }
  writeFileSync(join(home, 'crontab'), '');
  return {
    ...{
      HOME: home,
      USER: 'root',
      TZ: 'UTC',
      REAL_MOUNT: execFileSync('sh', ['-c', 'command -v mount'], { encoding: 'utf8' }).trim(),
    },
    PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
  };
}

describeWith([...loopNeeds, 'findmnt', 'lsblk', 'install'], 'the guide', () => {
  test('leads from an empty disk to the first photo, by its own commands', async () => {
    const env = makePi();
    const data = join(home, 'data');
    const type = (command: string): string => {
      const here = command.replaceAll('/dev/sda1', device).replaceAll('/data/', `${data}/`);
      const { status, stdout, stderr } = spawnSync('sh', ['-c', here], { cwd: home, env, encoding: 'utf8' });
      expect([command, status, stderr]).toEqual([command, 0, status === 0 ? stderr : '']);
      return stdout;
    };

    const disk = commandsOf('The disk');
    expect(disk).toHaveLength(5);
    expect(disk.map(type)[1]).toContain('photos');
    expect(readFileSync(join(home, 'fstab'), 'utf8')).toContain(` ${data}/3Tera auto nosuid,nodev,nofail,`);
    commandsOf('The library').forEach(type);

    const photos = join(data, '3Tera/Photos/images');
    await makeManyJpegs(join(photos, 'Imports/PC'), 1, { seed: 7, startDate: '2024-05-18', spreadDays: 1 });
    // The minute for which a file must have been left alone.
    appendFileSync(join(data, '3Tera/Photos/.photokeep/config.yaml'), 'settle: 0\n');
    const [dry, real, card] = commandsOf('The first photo');
    expect(type(dry!)).toContain('2024/05-May/');
    type(real!);
    expect(filesBelow(join(photos, 'Gallery'))).toEqual([
      expect.stringMatching(/^2024\/05-May\//) as unknown,
    ]);
    expect(card).toMatch(/^photokeep import \/media\//);

    commandsOf('Every 15 minutes').forEach(type);
    expect(readFileSync(join(home, 'crontab'), 'utf8')).toContain(' import --library ');
  });
});

test('names only commands that are there', () => {
  const called = [...guide.matchAll(/photokeep ((?:[a-z-]+ ?)+)/g)].map(([, words = '']) => {
    const [command = '', sub = ''] = words.trim().split(' ');
    return /^(add|remove|setup|local|install)$/.test(sub) ? `${command} ${sub}` : command;
  });
  const commands = [...new Set(called)].filter((command) => command !== '');
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const { status } = spawnSync(process.execPath, [binary, ...command.split(' '), '--help']);
    expect([command, status]).toEqual([command, 0]);
  }
});
