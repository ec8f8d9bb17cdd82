import { commandFor, type Target } from '../backup/target.js';
import type { Held } from '../plan/backup-facts.js';
import { count, sizeText } from '../report/amounts.js';
import type { BackupRequest } from './backup-run.js';

// What a backup has to say to people in more than a word.

/** What is held back and why, and how it is released. */
export function heldStop(
  { held, id }: { readonly held: Held | undefined; readonly id: string },
  target: Target,
  { accept, dryRun }: Pick<BackupRequest, 'accept' | 'dryRun'>,
): { readonly error: string; readonly remedy: string } {
  const { because, changes, gone, of } = held ?? { because: 'too-many', changes: [], gone: [], of: 0 };
  const share = Math.round((100 * (changes.length + gone.length)) / Math.max(of, 1));
  const numbers = `${String(changes.length)} changed and ${String(gone.length)} gone of ${count(of, 'file')}`;
  const what =
    because === 'too-many'
      ? `${String(share)} % of what is backed up would change at once: ${numbers}`
      : `${count(changes.length, 'file')} of ${String(of)} differ from the backup on what looks like another disk`;
  const other = accept === undefined ? '' : `${accept} is no longer the plan; `;
  const did = dryRun ? '' : '; new files were sent, these wait';
  const command = `photokeep ${commandFor(target)} ${target.name}`;
  return {
    error: `${other}${what}${did}`,
    remedy:
      'a program that writes into many photos (digiKam: write metadata to files) looks like this, and so do ransomware ' +
      `and a wrong disk: open some of them (${command} --dry-run lists them); ` +
      `if all is well: ${command} --accept ${id}`,
  };
}

/** @param lastSuccess ISO 8601; undefined when there never was one */
export function staleText(lastSuccess: string | undefined, nowMs: number): string {
  if (lastSuccess === undefined) return 'it was never backed up to yet';
  const days = Math.round((nowMs - Date.parse(lastSuccess)) / 86_400_000);
  return `the last backup there was ${count(days, 'day')} ago`;
}

/** How much room is missing. @param need, free in bytes */
export function spaceText(need: number, free: number | undefined): string {
  return `${sizeText(need)} are still to be sent${free === undefined ? '' : `, ${sizeText(free)} are free`}`;
}

/** What there is no room for. */
export function roomStop({ files, bytes }: { readonly files: number; readonly bytes: number }): {
  readonly error: string;
  readonly remedy: string;
} {
  return {
    error: `no room for ${count(files, 'file')} (${sizeText(bytes)}); all others are there`,
    remedy: 'make room there, or say with include, exclude or maxFileSize what is not to go there',
  };
}
