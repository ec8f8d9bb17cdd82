import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type BackupEntry, readBackupEntries } from '../../src/config/backup-entries.js';
import { readBackupPlace } from '../../src/config/backup-place.js';
import { loadConfig } from '../../src/config/load.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();

function read(text: string): BackupEntry[] | undefined {
  writeFileSync(at('c.yaml'), text);
  const nowhere = { library: undefined, xdgConfigHome: undefined, home: at(), cwd: at() };
  return readBackupEntries(loadConfig({ ...nowhere, file: at('c.yaml') }).get('backups'));
}

const two = `
backups:
  - { name: hdd, kind: local, to: /mnt/backup/photos/, disk: 16955984-34c8, waitForDisk: 10m, mount: true }
  - name: Casa de Ana
    to: "ana@192.168.1.223:/data/backup/"
    ssh:
      port: 2222
      identityFile: ~/.ssh/id
    mirror: true
    keepVersions: 2w
    guard: { maxChanged: 12.5% }
    verify: { sample: 5% }
    staleAfter: 12h
    schedule: "30 2 *  * *"
    disk:
`;

describe('targets', () => {
  test('are folders with a disk, or folders on another machine', () => {
    const entries: unknown = JSON.parse(
      JSON.stringify(read(two), (key, value: unknown) => (key === 'origin' ? undefined : value)),
    );
    expect(entries).toEqual([
      {
        ...{ name: 'hdd', place: { kind: 'folder', to: '/mnt/backup/photos' } },
        ...{ disk: '16955984-34c8', waitForDisk: 600, mount: true },
      },
      {
        ...{ name: 'Casa de Ana', place: { kind: 'ssh', host: 'ana@192.168.1.223', to: '/data/backup' } },
        ...{ port: 2222, identityFile: '~/.ssh/id', mirror: true, keepVersions: 14 * 86_400 },
        ...{ maxChanged: 0.125, verifySample: 0.05, staleAfter: 12 * 3600, schedule: '30 2 * * *' },
      },
    ]);
  });

  test('are folders of a cloud, with what of the Gallery goes there', () => {
    const [entry] =
      read(`
backups:
  - { name: mega, kind: cloud, remote: "mega-crypt:Photos/", encrypted: true, maxFileSize: 2G, order: oldest,
      bwlimit: "08:00,1M 23:00,off", stopAfter: 6h, include: ["202*"], exclude: ["*.mp4"] }
`) ?? [];
    expect(entry).toMatchObject({
      ...{ place: { kind: 'cloud', remote: 'mega-crypt:Photos' }, encrypted: true, maxFileSize: 2e9 },
      ...{ order: 'oldest', bwlimit: '08:00,1M 23:00,off', stopAfter: 6 * 3600 },
      ...{ include: ['202*'], exclude: ['*.mp4'] },
    });
  });

  test('know the line on which each of their settings stands', () => {
    const [, ana] = read(two) ?? [];
    expect(ana?.origin).toBe(at('c.yaml:4'));
    expect(ana?.originOf('ssh.port')).toBe(at('c.yaml:7'));
    expect(ana?.originOf('guard.maxChanged')).toBe(at('c.yaml:11'));
    expect(ana?.originOf('mount')).toBe(at('c.yaml:4'));
  });

  test('that are not configured are none at all', () => {
    expect(read('layout: YYYY\n')).toBeUndefined();
    expect(read('backups: []\n')).toEqual([]);
  });
});

describe('a mistake is told with its line', () => {
  const share = 'expected a share such as 20%';
  test.each([
    ['- name: a', 2, 'backups: a has no place: to (found {"name":"a"})'],
    ['- to: /a', 2, 'backups: a target without a name (found {"to":"/a"})'],
    ['- /mnt', 1, 'backups: expected a target with a name and a place (found "/mnt")'],
    [
      '- name: ../a',
      2,
      'backups: name: expected a name of up to 40 letters, digits, spaces and . _ - (found "../a")',
    ],
    [
      '- { name: a, kind: cloud, to: "mega:Photos" }',
      2,
      'backups: a has no place: remote (found {"name":"a","kind":"cloud","to":"mega:Photos"})',
    ],
    [
      '- { name: a, kind: cloud, remote: Photos }',
      2,
      'backups: remote: expected a folder of a remote in rclone\'s config, such as mega-crypt:Photos (found "Photos")',
    ],
    [
      '- { name: a, kind: cloud, remote: "--config:x" }',
      2,
      'backups: remote: expected a folder of a remote in rclone\'s config, such as mega-crypt:Photos (found "--config:x")',
    ],
    [
      '- name: a\n    kind: cloud\n    remote: "m:"\n    disk: 1234-ABCD',
      5,
      'backups: disk: not for a target in a cloud (found "1234-ABCD")',
    ],
    [
      '- name: a\n    to: /a\n    bwlimit: 1M',
      4,
      'backups: bwlimit: not for a target on this machine (found "1M")',
    ],
    [
      '- name: a\n    kind: cloud\n    remote: "m:"\n    bwlimit: slowly',
      5,
      'backups: bwlimit: expected what rclone\'s --bwlimit takes, such as 1M or "08:00,1M 23:00,off" (found "slowly")',
    ],
    [
      '- name: a\n    kind: cloud\n    remote: "m:"\n    order: biggest',
      5,
      'backups: order: expected newest or oldest (found "biggest")',
    ],
    ['- { name: a, kind: disk, to: /a }', 2, 'backups: kind: expected local or cloud (found "disk")'],
    [
      '- { name: a, to: backup }',
      2,
      'backups: to: expected an absolute folder or user@host:folder (found "backup")',
    ],
    [
      '- { name: a, to: "pi:" }',
      2,
      'backups: to: expected a folder after the host, as in pi@host:/data/backup (found "pi:")',
    ],
    [
      '- { name: a, to: /a }\n  - name: b\n    to: /b\n  - to: /c\n    name: a',
      6,
      'backups: name: another target has this name, at FILE:2 (found "a")',
    ],
    [
      '- name: a\n    to: h:/a\n    mount: true',
      4,
      'backups: mount: not for a target on another machine (found true)',
    ],
    [
      '- name: a\n    to: /a\n    ssh: { port: 22 }',
      4,
      'backups: ssh: not for a target on this machine (found {"port":22})',
    ],
    [
      '- name: a\n    to: h:/a\n    ssh: 22',
      4,
      'backups: ssh: expected a map of port, identityFile (found 22)',
    ],
    [
      '- name: a\n    to: h:/a\n    ssh:\n      port: 70000',
      5,
      'backups: ssh: port: expected a port such as 22 (found 70000)',
    ],
    [
      '- name: a\n    to: /a\n    guard: { maxChanged: 0.2 }',
      4,
      `backups: guard: maxChanged: ${share} (found 0.2)`,
    ],
    [
      '- name: a\n    to: /a\n    verify: { sample: 120% }',
      4,
      `backups: verify: sample: ${share} (found "120%")`,
    ],
    [
      '- name: a\n    to: /a\n    disk: sdb1',
      4,
      'backups: disk: expected the UUID of a file system, as blkid shows it (found "sdb1")',
    ],
    [
      '- name: a\n    to: /a\n    schedule: nightly',
      4,
      'backups: schedule: expected five fields as in a crontab, such as \'20 7-23/4 * * *\', or none (found "nightly")',
    ],
    [
      '- name: a\n    to: /a\n    keepVersions: 90',
      4,
      'backups: keepVersions: expected a duration such as 7d, 12h, 30m or 2w (found 90)',
    ],
  ])('%j', (entry, line, what) => {
    const error = thrownBy(() => read(`backups:\n  ${entry}\n`));
    const message = `${at('c.yaml')}:${String(line)}: ${what.replace('FILE', at('c.yaml'))}`;
    expect(error).toMatchObject({ kind: 'usage', message });
  });

  test.each([
    ['stalesAfter: 3d', 'unknown key "stalesAfter"', 'did you mean "staleAfter"?'],
    ['guard: { maxchange: 3% }', 'unknown key "maxchange"', 'did you mean "maxChanged"?'],
    ['ssh: { user: pi }', 'unknown key "user"', 'known keys: port, identityFile'],
  ])('an unknown key, with the one that was probably meant: %s', (line, what, remedy) => {
    const message = `${at('c.yaml')}:4: ${what}`;
    const text = `backups:\n  - name: a\n    to: h:/a\n    ${line}\n`;
    expect(thrownBy(() => read(text))).toMatchObject({ message, remedy });
  });
});

describe('a place', () => {
  test.each([
    ['/mnt/backup/', { kind: 'folder', to: '/mnt/backup' }],
    ['/', { kind: 'folder', to: '/' }],
    ['/mnt/with:colon', { kind: 'folder', to: '/mnt/with:colon' }],
    ['./with:colon', { kind: 'folder', to: './with:colon' }],
    ['pi@192.168.1.2:/data//', { kind: 'ssh', host: 'pi@192.168.1.2', to: '/data' }],
    ['pi:backup', { kind: 'ssh', host: 'pi', to: 'backup' }],
    ['pi:~/backup', { kind: 'ssh', host: 'pi', to: 'backup' }],
    ['ana@[fe80::1%eth0]:/data', { kind: 'ssh', host: 'ana@[fe80::1%eth0]', to: '/data' }],
  ])('%s', (text, place) => {
    expect(readBackupPlace(text)).toEqual(place);
  });

  test.each(['rsync://pi/photos', 'pi::photos', 'pi:', 'pi:~', '-oProxyCommand=x:/a', 'me@-x:/a', 'a b:/c'])(
    'is not %s',
    (text) => {
      expect(typeof readBackupPlace(text)).toBe('string');
    },
  );
});
