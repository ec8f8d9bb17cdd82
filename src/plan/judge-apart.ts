import type { Medium } from '../system/physical-disks.js';

// Whether a backup survives what the Gallery does not: it has to be on another disk or on another machine, and be known
// to be. What cannot be told counts as being on the same.

/** A target, as far as it matters where it is. */
export type TargetSite =
  | {
      readonly kind: 'machine';
      /** the address that ssh connects to */
      readonly host: string;
    }
  | {
      readonly kind: 'folder';
      /** what it lies on; undefined while it is away */
      readonly medium: Medium | undefined;
      /** what the last backup found: then it was there */
      readonly seen: SeenSite | undefined;
    };

/** Where a folder was when it was last backed up to. */
export interface SeenSite {
  readonly target: Medium;
  readonly gallery: Medium;
}

/** Targets that have one of their `on` in common would be lost together. */
export type Apart =
  { readonly is: 'apart'; readonly on: readonly string[] } | { readonly is: 'together' | 'unknown' };

/** @param ownNames names and addresses of this machine */
export function judgeApart(site: TargetSite, gallery: Medium, ownNames: readonly string[]): Apart {
  if (site.kind === 'machine') return judgeMachine(site.host, gallery, ownNames);
  if (site.medium) return judgeMedia(site.medium, gallery, ownNames);
  // The Gallery may have moved to the disk of the target meanwhile, so both have to be apart: then, and from where it is now.
  const { seen } = site;
  if (!seen) return { is: 'unknown' };
  const then = judgeMedia(seen.target, seen.gallery, ownNames);
  return then.is === 'apart' ? judgeMedia(seen.target, gallery, ownNames) : then;
}

function judgeMedia(target: Medium, gallery: Medium, ownNames: readonly string[]): Apart {
  if (target.kind === 'machine') return judgeMachine(target.host, gallery, ownNames);
  if (target.kind === 'unknown' || gallery.kind === 'unknown') return { is: 'unknown' };
  if (gallery.kind === 'machine') return { is: 'apart', on: target.disks.map((disk) => `disk ${disk}`) };
  const isShared = target.disks.some((disk) => gallery.disks.includes(disk));
  return isShared ? { is: 'together' } : { is: 'apart', on: target.disks.map((disk) => `disk ${disk}`) };
}

function judgeMachine(host: string, gallery: Medium, ownNames: readonly string[]): Apart {
  const name = plain(host);
  if (isThisMachine(host, ownNames)) return { is: 'together' };
  if (gallery.kind === 'machine' && isSameName(plain(gallery.host), name)) return { is: 'together' };
  return { is: 'apart', on: [`machine ${name}`] };
}

/** @param ownNames names and addresses of this machine */
export function isThisMachine(host: string, ownNames: readonly string[]): boolean {
  const name = plain(host);
  return isLoopback(name) || ownNames.some((own) => isSameName(plain(own), name));
}

function plain(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$|%.*$|\.$/g, '');
}

function isLoopback(name: string): boolean {
  return /^(localhost|ip6-localhost|.*\.localhost|127\.[\d.]+|::1|0\.0\.0\.0|::|::ffff:127\..*)$/.test(name);
}

/** `pi` and `pi.local` are one machine in a house; numbers are compared as wholes. */
function isSameName(a: string, b: string): boolean {
  if (a === b) return true;
  const isAddress = (name: string): boolean => /^[\d.]+$|:/.test(name);
  if (isAddress(a) || isAddress(b)) return false;
  return a.split('.')[0] === b.split('.')[0];
}
