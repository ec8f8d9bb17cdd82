import { basename, dirname, join } from 'node:path';
import type { SqlRow, SqlValue } from '../library/sqlite.js';
import { fromStoredPath, toStoredPath } from '../library/stored-path.js';
import type { ManifestEntry } from '../plan/backup-facts.js';

/** How a file looked when it was sent: what tells, without reading it, that it is still the same. */
export interface FileLook {
  /** within its folder */
  readonly name: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

/** In the order of the table's columns. */
export function toRow(entry: ManifestEntry): SqlValue[] {
  const { path, fingerprint, sentAt, run, verifiedAt, wrongAt, endedAt, version, movedTo } = entry;
  return [
    ...[toStoredPath(path), toStoredPath(folderOf(path)), lookText(entry)],
    ...[fingerprint.size, fingerprint.hash, sentAt, run],
    ...[verifiedAt ?? null, wrongAt ?? null, endedAt ?? null, version ?? null],
    movedTo === undefined ? null : toStoredPath(movedTo),
  ];
}

export function toEntry(row: SqlRow): ManifestEntry {
  const [look] = parseLooks(String(row['look'])) as [FileLook];
  const { verified_at, wrong_at, ended_at, version, moved_to } = row;
  return {
    path: join(fromStoredPath(row['folder']), look.name),
    fingerprint: { size: Number(row['size']), hash: String(row['hash']) },
    ...{ mtimeMs: look.mtimeMs, ctimeMs: look.ctimeMs, ino: look.ino },
    ...{ sentAt: String(row['sent_at']), run: String(row['run']) },
    ...(typeof verified_at === 'string' && { verifiedAt: verified_at }),
    ...(typeof wrong_at === 'string' && { wrongAt: wrong_at }),
    ...(typeof ended_at === 'string' && { endedAt: ended_at }),
    ...(typeof version === 'string' && { version }),
    ...(moved_to !== null && { movedTo: fromStoredPath(moved_to) }),
  };
}

/** `''` for a file in the Gallery itself. */
function folderOf(path: string): string {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
}

/** A look as it is stored: JSON, so that SQLite can hand over those of a whole folder as one text. */
export function lookText({
  path,
  fingerprint: { size },
  mtimeMs,
  ctimeMs,
  ino,
}: Pick<ManifestEntry, 'path' | 'fingerprint' | 'mtimeMs' | 'ctimeMs' | 'ino'>): string {
  return JSON.stringify([basename(path), size, mtimeMs, ctimeMs, ino]);
}

/** @param texts stored looks with commas between them */
export function parseLooks(texts: string): FileLook[] {
  const looks = JSON.parse(`[${texts}]`) as [string, number, number, number, number][];
  return looks.map(([name, size, mtimeMs, ctimeMs, ino]) => ({ name, size, mtimeMs, ctimeMs, ino }));
}
