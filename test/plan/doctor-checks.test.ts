import { describe, expect, test } from '@jest/globals';
import { checkBackups, type TargetFacts } from '../../src/plan/check-backups.js';
import {
  checkSchedule,
  checkState,
  type ScheduleFacts,
  type StateFacts,
} from '../../src/plan/check-library.js';
import { checkPlaces, type PlacesFacts } from '../../src/plan/check-places.js';
import {
  checkPrograms,
  isAtLeast,
  type ProgramFacts,
  type ProgramsFacts,
} from '../../src/plan/check-programs.js';
import { checkSyncthing, type SyncedFolder } from '../../src/plan/check-syncthing.js';
import type { CheckName, Finding } from '../../src/plan/finding.js';
import { sizeText } from '../../src/report/amounts.js';

type Expected = readonly [status: Finding['status'], text: RegExp, remedy?: RegExp];

/** What the checks of one name came to. */
function expectOne(findings: readonly Finding[], check: CheckName, [status, text, remedy]: Expected): void {
  const found = findings.filter((finding) => finding.check === check);
  expect(found.map((finding) => finding.status)).toEqual([status]);
  expect(found[0]?.text).toMatch(text);
  if (remedy) expect(found[0]?.remedy).toMatch(remedy);
  // Whatever is wrong comes with what to do.
  if (status === 'problem') expect(found[0]?.remedy).toBeDefined();
}

describe('programs', () => {
  const there = (version: ProgramFacts['version'], neededFor?: string): ProgramFacts => ({
    version,
    neededFor,
  });
  const all: ProgramsFacts = {
    ...{ node: '20.19.2', exiftool: there('13.59', 'import'), rsync: there('3.2.7', 'backup hdd') },
    ...{ ssh: there('9.2', 'backup pi2'), sshfs: there('3.7.3', 'mount gallery'), hasFuse: true },
    ...{ rclone: there('1.71.2', 'backup cloud'), remoteTypes: ['mega', 'crypt'] },
    cron: { hasCrontab: true, isRunning: true, hasTimers: false },
  };

  test('all there and new enough', () => {
    expect(checkPrograms(all).filter(({ status }) => status !== 'fine')).toEqual([]);
  });

  test.each<[string, Partial<ProgramsFacts>, CheckName, ...Expected]>([
    ['Node 18', { node: '18.20.4' }, 'node', 'problem', /18\.20\.4/, /apt install nodejs/],
    ['Node 21, which was never kept up', { node: '21.7.0' }, 'node', 'problem', /21/],
    ['Node 22 from before 22.12', { node: '22.9.0' }, 'node', 'problem', /22\.9/],
    ['Node 24', { node: '24.1.0' }, 'node', 'fine', /24/],
    [
      'no perl',
      { exiftool: there('missing', 'import') },
      'exiftool',
      'problem',
      /perl/,
      /sudo apt install perl/,
    ],
    [
      'an exiftool that hangs',
      { exiftool: there('silent', 'import') },
      'exiftool',
      'problem',
      /does not answer/,
    ],
    [
      'no rsync',
      { rsync: there('missing', 'backup hdd') },
      'rsync',
      'problem',
      /backup hdd/,
      /sudo apt install rsync/,
    ],
    ['an rsync that hangs', { rsync: there('silent', 'backup hdd') }, 'rsync', 'problem', /does not answer/],
    [
      'no ssh',
      { ssh: there('missing', 'backup pi2') },
      'ssh',
      'problem',
      /ssh/,
      /sudo apt install openssh-client/,
    ],
    [
      'no sshfs',
      { sshfs: there('missing', 'mount gallery') },
      'sshfs',
      'problem',
      /sshfs/,
      /sudo apt install sshfs/,
    ],
    ['no FUSE', { hasFuse: false }, 'fuse', 'problem', /dev\/fuse/, /modprobe fuse/],
    [
      'no rclone',
      { rclone: there('missing', 'backup cloud') },
      'rclone',
      'problem',
      /rclone/,
      /apt install rclone/,
    ],
    [
      'Debian 12’s rclone and MEGA',
      { rclone: there('1.60.1', 'backup cloud') },
      'rclone',
      'problem',
      /shortened files/,
      /rclone\.org/,
    ],
    [
      'Debian 13’s rclone and MEGA',
      { rclone: there('1.69.3', 'backup cloud') },
      'rclone',
      'problem',
      /cannot log in/,
    ],
    ['1.71.1 and MEGA', { rclone: there('1.71.1', 'backup cloud') }, 'rclone', 'problem', /cannot log in/],
    [
      'an old rclone without MEGA',
      { rclone: there('1.60.1', 'backup cloud'), remoteTypes: ['drive'] },
      'rclone',
      'warning',
      /not with MEGA/,
    ],
    [
      'no cron',
      { cron: { hasCrontab: false, isRunning: false, hasTimers: false } },
      'cron',
      'problem',
      /not installed/,
      /sudo apt install cron/,
    ],
    [
      'a cron that is not running',
      { cron: { hasCrontab: true, isRunning: false, hasTimers: false } },
      'cron',
      'problem',
      /not running/,
      /systemctl/,
    ],
    [
      'timers instead of cron',
      { cron: { hasCrontab: false, isRunning: false, hasTimers: true } },
      'cron',
      'fine',
      /systemd/,
    ],
  ])('%s', (_, facts, check, ...expected) => {
    expectOne(checkPrograms({ ...all, ...facts }), check, expected);
  });

  test('nothing is said of what nobody needs and is not there', () => {
    const missing: ProgramFacts = { version: 'missing', neededFor: undefined };
    const said = checkPrograms({
      ...all,
      rsync: missing,
      ssh: missing,
      sshfs: missing,
      rclone: missing,
      hasFuse: false,
    });
    expect(said.map(({ check }) => check)).toEqual(['node', 'exiftool', 'cron']);
  });

  test.each([
    ['1.71.2', '1.71.2', true],
    ['1.71.10', '1.71.2', true],
    ['1.9', '1.10', false],
    ['v1.72', '1.71.2', true],
    ['1.60.1-DEV', '1.63', false],
    ['2', '1.71.2', true],
  ])('%s is at least %s: %s', (version, least, is) => {
    expect(isAtLeast(version, least)).toBe(is);
  });
});

describe('places', () => {
  const gallery = {
    name: 'Gallery',
    path: '/p/images/Gallery',
    is: 'there',
    device: 1,
    isDropFolder: false,
  } as const;
  const phone = {
    ...gallery,
    name: 'drop folder Phone',
    path: '/p/images/Imports/Phone',
    isDropFolder: true,
  } as const;
  const all: PlacesFacts = {
    ...{
      places: [gallery, phone],
      minFree: 5e9,
      zone: { homeZone: 'Europe/Madrid', origin: 'config.yaml:4' },
    },
    spaces: [{ name: 'Gallery', freeBytes: 500e9, totalBytes: 2e12 }],
    disk: { point: '/data', missing: undefined, isInFstab: true, madeBy: 'pi', host: 'pi' },
  };
  const space = (freeBytes: number, totalBytes = 2e12) => ({
    spaces: [{ name: 'Gallery', freeBytes, totalBytes }],
  });

  test('all as it should be', () => {
    expect(checkPlaces(all, sizeText).filter(({ status }) => status !== 'fine')).toEqual([]);
  });

  test.each<[string, Partial<PlacesFacts>, CheckName, ...Expected]>([
    [
      'a folder that is gone',
      { places: [{ ...gallery, is: 'missing', device: undefined }] },
      'folder',
      'problem',
      /not there/,
      /mounted/,
    ],
    [
      'a dead mount',
      { places: [{ ...gallery, is: 'silent', device: undefined }] },
      'folder',
      'problem',
      /does not answer/,
    ],
    [
      'a folder of root’s',
      { places: [{ ...gallery, is: 'not-writable' }] },
      'folder',
      'problem',
      /cannot be written/,
      /chown/,
    ],
    [
      'a drop folder on another disk',
      { places: [gallery, { ...phone, device: 2 }] },
      'file-system',
      'warning',
      /Phone.*different/,
    ],
    ['little space', space(4e9), 'space', 'warning', /4\.0 GB free/, /trash empty/],
    ['no space', space(100e6), 'space', 'problem', /as good as full/],
    ['a small disk with a fifth free', space(2e9, 10e9), 'space', 'fine', /2\.0 GB/],
    ['a small disk with a twentieth free', space(0.6e9, 12e9), 'space', 'warning', /600 MB/],
    [
      'no zone set, on a machine that does not know where it is',
      { zone: { homeZone: 'UTC', origin: 'default' } },
      'time-zone',
      'warning',
      /UTC/,
      /homeZone/,
    ],
    [
      'UTC on purpose',
      { zone: { homeZone: 'UTC', origin: 'config.yaml:3' } },
      'time-zone',
      'fine',
      /config\.yaml:3/,
    ],
    [
      'the zone of the machine',
      { zone: { homeZone: 'Europe/Madrid', origin: 'default' } },
      'time-zone',
      'fine',
      /this machine/,
    ],
    [
      'a disk that is not mounted',
      { disk: { ...all.disk, missing: '/data' } },
      'disk',
      'problem',
      /nothing is mounted/,
      /sudo mount \/data/,
    ],
    [
      'a disk that will not come back',
      { disk: { ...all.disk, isInFstab: false } },
      'disk',
      'warning',
      /after the next start/,
      /fstab add/,
    ],
    [
      'the system disk',
      { disk: { ...all.disk, point: '/', isInFstab: false } },
      'disk',
      'fine',
      /system disk/,
    ],
    [
      'a library of another machine',
      { disk: { ...all.disk, madeBy: 'old-pi' } },
      'disk',
      'warning',
      /old-pi/,
    ],
  ])('%s', (_, facts, check, ...expected) => {
    expectOne(checkPlaces({ ...all, ...facts }, sizeText), check, expected);
  });
});

describe('the library', () => {
  const all: StateFacts = { catalog: { is: 'sound', files: 12_000 }, doubts: 0, staleRuns: [], openRuns: [] };
  test.each<[string, Partial<StateFacts>, CheckName, ...Expected]>([
    ['sound', {}, 'catalog', 'fine', /12,000/],
    [
      'a damaged catalog',
      { catalog: { is: 'damaged', files: 0 } },
      'catalog',
      'problem',
      /nothing is lost/,
      /delete/,
    ],
    ['no catalog', { catalog: { is: 'missing', files: 0 } }, 'catalog', 'warning', /no catalog/],
    ['a catalog at work', { catalog: { is: 'busy', files: 0 } }, 'catalog', 'fine', /just now/],
    ['rotten files', { doubts: 2 }, 'doubts', 'problem', /2 files/, /verify --repair/],
    ['a list of doubts that cannot be read', { doubts: undefined }, 'doubts', 'problem', /damaged/],
    ['a run that was cut off', { staleRuns: ['r1'] }, 'journals', 'warning', /cut off \(r1\)/, /import/],
    ['a run under way', { openRuns: ['r2'] }, 'journals', 'fine', /under way/],
  ])('%s', (_, facts, check, ...expected) => {
    expectOne(checkState({ ...all, ...facts }), check, expected);
  });
});

describe('the schedule', () => {
  const now = '2024-05-18T12:00:00.000Z';
  const all: ScheduleFacts = { is: 'current', gone: [], jobs: [], now };
  const ran = { at: '2024-05-16T02:00:00.000Z', exitCode: 0 };
  const job = (given: object): Partial<ScheduleFacts> => ({
    jobs: [
      {
        job: 'backup hdd',
        command: 'backup local hdd',
        last: ran,
        leavesTrace: true,
        dueBy: '2024-05-19T00:00:00.000Z',
        ...given,
      },
    ],
  });
  test.each<[string, Partial<ScheduleFacts>, CheckName, ...Expected]>([
    ['installed', {}, 'schedule', 'fine', /in the crontab/],
    ['not installed', { is: 'missing' }, 'schedule', 'warning', /nothing runs by itself/, /schedule install/],
    ['another than the config’s', { is: 'outdated' }, 'schedule', 'warning', /another schedule/],
    ['of systemd', { is: 'timers' }, 'schedule', 'fine', /timers/],
    [
      'node gone after an upgrade',
      { gone: ['/usr/bin/node'] },
      'schedule',
      'problem',
      /\/usr\/bin\/node/,
      /schedule install/,
    ],
    ['a job that ran', job({}), 'job', 'fine', /2024-05-16/],
    [
      'a job that failed',
      job({ last: { ...ran, exitCode: 6, error: 'no space' } }),
      'job',
      'problem',
      /exit code 6: no space/,
      /backup local hdd/,
    ],
    ['a job that was put off', job({ last: { ...ran, exitCode: 75 } }), 'job', 'fine', /last ran/],
    [
      'a job that did not run when it should',
      job({ dueBy: '2024-05-18T11:00:00.000Z' }),
      'job',
      'warning',
      /should have run/,
    ],
    ['a job that never ran', job({ last: undefined }), 'job', 'warning', /not run yet/],
    [
      'an import that never found anything',
      job({ last: undefined, leavesTrace: false, dueBy: undefined }),
      'job',
      'fine',
      /nothing to do/,
    ],
    [
      'a job that never ran, and nobody asked for it',
      { ...job({ last: undefined }), is: 'missing' },
      'job',
      'fine',
      /not run yet/,
    ],
  ])('%s', (_, facts, check, ...expected) => {
    expectOne(checkSchedule({ ...all, ...facts }), check, expected);
  });
});

describe('backups', () => {
  const hdd: TargetFacts = {
    target: 'hdd',
    command: 'backup local',
    place: '/mnt/b',
    is: 'ours',
    isStale: false,
    lastSuccess: '3 hours ago',
  };
  test.each<[string, Partial<TargetFacts>, ...Expected]>([
    ['there and fresh', {}, 'fine', /3 hours ago/],
    ['there and old', { isStale: true }, 'problem', /too old/, /backup local hdd/],
    ['away, and the last one is recent', { is: 'away' }, 'warning', /away/],
    ['away for too long', { is: 'away', isStale: true }, 'problem', /away/, /switched on/],
    [
      'never backed up to',
      { is: 'away', isStale: true, lastSuccess: undefined },
      'problem',
      /no good backup yet/,
    ],
    [
      'not set up, or another library’s',
      { is: 'refused', message: 'is not set up' },
      'problem',
      /is not set up/,
      /backup setup hdd/,
    ],
    ['a server that hangs', { is: 'silent' }, 'warning', /does not answer/],
  ])('%s', (_, facts, ...expected) => {
    expectOne(checkBackups([{ ...hdd, ...facts }]), 'backup', expected);
  });

  test('none at all is the worst', () => {
    expectOne(checkBackups([]), 'backup', ['problem', /no backup/, /backup setup/]);
  });
});

describe('Syncthing', () => {
  const phone: SyncedFolder = {
    label: 'Camera',
    path: '/p/images/Imports/Phone',
    type: 'receiveonly',
    ignoreDelete: true,
  };
  test.each<[string, Partial<SyncedFolder>, ...Expected]>([
    ['receives only and ignores deletions', {}, 'fine', /Camera/],
    [
      'sends and receives',
      { type: 'sendreceive' },
      'problem',
      /deletes the pictures from the phone/,
      /Receive Only/,
    ],
    ['sends only', { type: 'sendonly' }, 'problem', /sendonly/],
    ['deletes what the phone deletes', { ignoreDelete: false }, 'warning', /ignoreDelete/],
  ])('%s', (_, given, ...expected) => {
    const folders = [{ dropFolder: 'Phone', synced: { ...phone, ...given } }];
    expectOne(checkSyncthing({ folders, unknown: [] }), 'syncthing', expected);
  });

  test('nobody can tell', () => {
    expectOne(checkSyncthing({ folders: [], unknown: ['Phone'] }), 'syncthing', [
      'warning',
      /cannot be read/,
    ]);
    expect(checkSyncthing({ folders: [], unknown: [] })).toEqual([]);
  });
});
