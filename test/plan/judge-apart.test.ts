import { expect, test } from '@jest/globals';
import { judgeApart, type TargetSite } from '../../src/plan/judge-apart.js';
import type { Medium } from '../../src/system/physical-disks.js';

const disk = (...disks: readonly string[]): Medium => ({ kind: 'disks', disks });
const machine = (host: string): Medium => ({ kind: 'machine', host });
const unknown: Medium = { kind: 'unknown' };
const ssh = (host: string): TargetSite => ({ kind: 'machine', host });
const folder = (medium: Medium | undefined, seen?: { target: Medium; gallery: Medium }): TargetSite => ({
  kind: 'folder',
  medium,
  seen,
});
const own = ['photos-pi', '192.168.1.222', 'fe80::1%eth0', '127.0.0.1'];

test.each<[string, TargetSite, Medium, 'apart' | 'together' | 'unknown']>([
  ['another disk', folder(disk('B')), disk('A'), 'apart'],
  ['another partition of the same disk', folder(disk('A')), disk('A'), 'together'],
  ['a volume that lies on that disk too', folder(disk('A', 'B')), disk('A'), 'together'],
  ['a disk of the RAID that the Gallery is on', folder(disk('B')), disk('A', 'B'), 'together'],
  ['memory, or a file system that nobody knows', folder(unknown), disk('A'), 'unknown'],
  ['a disk, while nobody knows where the Gallery is', folder(disk('B')), unknown, 'unknown'],
  ['a share of another machine', folder(machine('nas')), disk('A'), 'apart'],
  ['a share of this very machine', folder(machine('photos-pi.local')), disk('A'), 'together'],
  ['the machine that the Gallery is mounted from', folder(machine('nas')), machine('nas.local'), 'together'],
  ['a disk here, while the Gallery is on another machine', folder(disk('A')), machine('nas'), 'apart'],
  [
    'away, and it was on another disk',
    folder(undefined, { target: disk('B'), gallery: disk('A') }),
    disk('A'),
    'apart',
  ],
  [
    'away, and it was on the same disk',
    folder(undefined, { target: disk('A'), gallery: disk('A') }),
    disk('A'),
    'together',
  ],
  [
    'away, and the Gallery was moved to that disk since',
    folder(undefined, { target: disk('B'), gallery: disk('A') }),
    disk('B'),
    'together',
  ],
  [
    'a cloud, whose servers the last backup has found out',
    folder(undefined, { target: machine('mega'), gallery: disk('A') }),
    disk('A'),
    'apart',
  ],
  ['away, and nobody noted where it was', folder(undefined), disk('A'), 'unknown'],
  ['another machine', ssh('192.168.1.223'), disk('A'), 'apart'],
  ['another machine by name', ssh('pi2.local'), disk('A'), 'apart'],
  ['localhost', ssh('localhost'), disk('A'), 'together'],
  ['the loopback network', ssh('127.0.0.2'), disk('A'), 'together'],
  ['the loopback address of IPv6, in brackets', ssh('[::1]'), disk('A'), 'together'],
  ['an address of this machine', ssh('192.168.1.222'), disk('A'), 'together'],
  ['a link-local address of this machine', ssh('fe80::1'), disk('A'), 'together'],
  [
    'the name of this machine, in other letters and with a domain',
    ssh('Photos-Pi.fritz.box.'),
    disk('A'),
    'together',
  ],
])('%s', (_, site, gallery, is) => {
  expect(judgeApart(site, gallery, own).is).toBe(is);
});

test('what would be lost together is on the same', () => {
  const keyOf = (site: TargetSite): readonly string[] | undefined => {
    const judged = judgeApart(site, disk('A'), own);
    return judged.is === 'apart' ? judged.on : undefined;
  };
  expect(keyOf(folder(disk('B')))).toEqual(
    keyOf(folder(undefined, { target: disk('B'), gallery: disk('A') })),
  );
  expect(keyOf(folder(disk('B')))).not.toEqual(keyOf(folder(disk('C'))));
  expect(keyOf(ssh('pi2'))).toEqual(keyOf(folder(machine('PI2'))));
});
