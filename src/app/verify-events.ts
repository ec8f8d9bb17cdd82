import { join } from 'node:path';
import type { GalleryVerifyEvent } from '../report/verify-report.js';
import type { GoodCopies } from './good-copies.js';
import type { Repairable } from './repair.js';
import type { Read } from './verify-reading.js';

/** What is told of a file that was read. @param gallery absolute */
export function readEvent(read: Read, gallery: string, copies: GoodCopies): GalleryVerifyEvent {
  const file = { event: 'file', path: join(gallery, read.row.path) } as const;
  if (read.is === 'gone') return { ...file, action: 'forget', status: 'done' };
  if (read.is === 'changed') return { ...file, action: 'skip', status: 'skipped', reason: 'changed' };
  const content = { size: read.identity.size, ...(read.is === 'read' && { hash: read.hash }) };
  if (read.is === 'failed') {
    return { ...file, action: 'verify', status: 'failed', ...content, reason: read.reason };
  }
  const { verdict } = read;
  if (!('good' in verdict)) {
    return { ...file, action: verdict.is === 'right' ? 'verify' : 'learn', status: 'done', ...content };
  }
  const { is: reason, good } = verdict;
  const known = { goodHash: good.hash, goodAt: copies.of(good) };
  return { ...file, action: 'verify', status: 'failed', ...content, ...known, reason };
}

/** What is rotten, and what the disk cannot read any more; never what is unclear. */
export function repairableOf(read: Read): Repairable[] {
  const { row } = read;
  if (read.is === 'read' && read.verdict.is === 'rotten') {
    const found = { size: read.identity.size, hash: read.hash };
    return [{ row, identity: read.identity, found, good: read.verdict.good }];
  }
  if (read.is === 'failed' && read.reason === 'io-error' && row.hash !== undefined) {
    const good = { size: row.identity.size, hash: row.hash };
    return [{ row, identity: read.identity, found: undefined, good }];
  }
  return [];
}
