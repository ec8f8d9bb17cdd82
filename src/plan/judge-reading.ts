import type { Fingerprint } from '../content/fingerprint.js';
import type { Doubt } from './backup-facts.js';

/** How a file looked; that it looks the same does not say that it holds the same. */
export interface Look {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** What the catalog says of a file. */
export interface KnownContent {
  readonly look: Look;
  /** undefined where its content was never read */
  readonly hash: string | undefined;
}

/** A file of the Gallery that was read from its first byte to its last. */
export interface GalleryReading {
  readonly known: KnownContent;
  /** as it is now */
  readonly look: Look;
  readonly found: Fingerprint;
  /** what is known against it: by its path, or by its content */
  readonly doubt: Doubt | undefined;
  /** most of the Gallery was touched and looks the same: it lies on another disk, or all permissions were set anew */
  readonly isTouchedAsAWhole: boolean;
}

/** What a reading proves. */
export type ReadingVerdict =
  /** it holds what it held */
  | { readonly is: 'right' }
  /** nothing was known to compare it with, or somebody has edited it */
  | { readonly is: 'learnt' }
  | { readonly is: 'rotten' | 'unclear'; readonly good: Fingerprint };

/**
 * Tells bit rot from edits. Whoever writes to a file gives it a new ctime, which nobody can set back: another content
 * without one is rot. Where everything was touched, nothing tells any more.
 */
export function judgeReading({
  known,
  look,
  found,
  doubt,
  isTouchedAsAWhole,
}: GalleryReading): ReadingVerdict {
  if (doubt && isSame(doubt.found, found)) {
    return doubt.kind === 'trusted' ? { is: 'right' } : { is: doubt.kind, good: doubt.good };
  }
  if (doubt && isSame(doubt.good, found)) return { is: 'right' };
  if (known.hash === undefined || !looksAlike(known.look, look)) return { is: 'learnt' };
  const good = { size: known.look.size, hash: known.hash };
  if (isSame(good, found)) return { is: 'right' };
  if (known.look.ctimeMs !== look.ctimeMs)
    return isTouchedAsAWhole ? { is: 'unclear', good } : { is: 'learnt' };
  // A file of another number without a new ctime: there are disks that number their files anew with every mount.
  return known.look.ino === look.ino ? { is: 'rotten', good } : { is: 'unclear', good };
}

/** Whether a tool that compares sizes and times would not see a difference. */
export function looksAlike(a: Look, b: Look): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs;
}

function isSame(a: Fingerprint, b: Fingerprint): boolean {
  return a.size === b.size && a.hash === b.hash;
}
