import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { deviceBelow, majorMinor } from './block-device.js';
import { fsPath } from './fs-path.js';
import { mountOf } from './mounts.js';
import { realPath } from './real-path.js';

/** What a folder's files are kept on, for the question whether two copies die together. */
export type Medium =
  /** the disks that would have to fail, by names that no other disk has */
  | { readonly kind: 'disks'; readonly disks: readonly string[] }
  /** mounted from another machine */
  | { readonly kind: 'machine'; readonly host: string }
  /** memory, a container's layers, or something that nobody knows */
  | { readonly kind: 'unknown' };

const networkTypes = /^(nfs4?|cifs|smb3|fuse\.sshfs)$/;

/** The medium that a path lies on, through partitions, encryption, LVM, RAID and files that are mounted as disks. */
export function mediumOf(folder: string, sys = '/sys'): Medium {
  // The table of mounts knows no symbolic links.
  const path = realPath(folder);
  const mount = mountOf(path);
  if (mount && networkTypes.test(mount.type)) {
    const host = /^(?:\/\/)?(?:[^@/]*@)?(\[[^\]]+\]|[^:/]+)/.exec(mount.spec)?.[1];
    return host === undefined ? { kind: 'unknown' } : { kind: 'machine', host };
  }
  const device = statSync(fsPath(path), { throwIfNoEntry: false })?.dev;
  const disks = disksBelow(device, sys) ?? disksBelow(deviceBelow(path), sys);
  return disks === undefined || disks.length === 0 ? { kind: 'unknown' } : { kind: 'disks', disks };
}

/** The disks of a block device, such as `/dev/sda1`. */
export function mediumOfDevice(device: string, sys = '/sys'): Medium {
  const disks = disksBelow(statSync(device, { throwIfNoEntry: false })?.rdev, sys);
  return disks === undefined || disks.length === 0 ? { kind: 'unknown' } : { kind: 'disks', disks };
}

/** @returns undefined where one of them is not known: the others alone would promise too much */
function disksBelow(device: number | undefined, sys: string): string[] | undefined {
  if (device === undefined) return undefined;
  try {
    const node = realpathSync(join(sys, 'dev/block', majorMinor(device)));
    return together([node, ...btrfsPartners(node, sys)].map((each) => disksOf(each, sys)));
  } catch {
    return undefined;
  }
}

/** @param node folder of a block device in sysfs */
function disksOf(node: string, sys: string): string[] | undefined {
  if (existsSync(join(node, 'partition'))) return disksOf(dirname(node), sys);
  const backing = textIn(join(node, 'loop/backing_file'));
  if (backing !== undefined) {
    const below = mediumOf(backing.replace(/ \(deleted\)$/, ''), sys);
    return below.kind === 'disks' ? [...below.disks] : undefined;
  }
  const slaves = namesIn(join(node, 'slaves')).map((name) => realpathSync(join(node, 'slaves', name)));
  return slaves.length === 0 ? [nameOf(node)] : together(slaves.map((slave) => disksOf(slave, sys)));
}

function together(parts: readonly (string[] | undefined)[]): string[] | undefined {
  const known = parts.filter((disks) => disks !== undefined);
  return known.length < parts.length ? undefined : [...new Set(known.flat())].sort();
}

/** A btrfs may lie on several devices, of which the table of mounts names one. */
function btrfsPartners(node: string, sys: string): string[] {
  const root = join(sys, 'fs/btrfs');
  const devices = namesIn(root).map((id) => join(root, id, 'devices'));
  const folder = devices.find((each) => namesIn(each).includes(basename(node)));
  if (folder === undefined) return [];
  return namesIn(folder)
    .filter((name) => name !== basename(node))
    .map((name) => realpathSync(join(folder, name)));
}

/** What the disk itself says it is, else the kernel's name, which is its own only until the next start. */
function nameOf(node: string): string {
  return (
    textIn(join(node, 'wwid')) ??
    textIn(join(node, 'device/wwid')) ??
    textIn(join(node, 'serial')) ??
    basename(node)
  );
}

function textIn(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
