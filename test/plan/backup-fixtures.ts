import type { ManifestEntry } from '../../src/plan/backup-facts.js';

/** A day of May 2024 as ISO 8601. */
export function may(day: number, time = '00:00:00'): string {
  return `2024-05-${String(day).padStart(2, '0')}T${time}.000Z`;
}

/** The id of a backup that ran on a day of May 2024. */
export function runOf(day: number): string {
  return `202405${String(day).padStart(2, '0')}-000000-test`;
}

/**
 * An entry of a manifest.
 *
 * @param content stands for the bytes: its length is their number, and it is their hash
 * @param day of May 2024 on which it was sent
 */
export function entry(
  path: string,
  content: string,
  day = 1,
  rest: Partial<ManifestEntry> = {},
): ManifestEntry {
  return {
    ...{ path, fingerprint: { size: content.length, hash: content }, mtimeMs: 1_000, ctimeMs: 2_000, ino: 7 },
    ...{ sentAt: may(day, '00:10:00'), run: runOf(day) },
    ...rest,
  };
}
