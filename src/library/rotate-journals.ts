import { unlinkSync } from 'node:fs';
import { closedJournalPath, closedRuns, runMs } from './journal.js';
import type { LibraryPaths } from './paths.js';
import { isInTrash } from './trash-places.js';

/** Which journals are kept. */
export interface RotationRules {
  /** so many of the newest, however old */
  readonly atLeast: number;
  /** so many of the newest, and no more */
  readonly atMost: number;
  /** milliseconds for which the others are kept */
  readonly ageMs: number;
}

/** Of a photokeep that runs every few minutes, and of one that runs twice a year. */
export const rotationRules: RotationRules = { atLeast: 200, atMost: 5000, ageMs: 2 * 365 * 86_400_000 };

/**
 * Removes old journals: what they tell can then no longer be undone. One whose files are still in the trash stays,
 * because it knows where they belong.
 *
 * @param nowMs milliseconds since 1970; undefined when the clock is not to be trusted, and only the number counts
 * @returns the ids of the runs whose journals went
 */
export function rotateJournals(
  paths: Pick<LibraryPaths, 'journals' | 'trash' | 'trashes'>,
  { atLeast, atMost, ageMs }: RotationRules,
  nowMs: number | undefined,
): string[] {
  const isOld = (run: string): boolean => {
    const startedMs = runMs(run);
    return nowMs !== undefined && startedMs !== undefined && startedMs + ageMs < nowMs;
  };
  const going = closedRuns(paths)
    .toReversed()
    .filter((run, newer) => newer >= atMost || (newer >= atLeast && isOld(run)))
    .filter((run) => !isInTrash(paths, run));
  for (const run of going) unlinkSync(closedJournalPath(paths, run));
  return going;
}
