import { lstatSync, rmSync, utimesSync } from 'node:fs';
import type { FileAnswer, Store } from '../backup/store.js';
import type { Fingerprint } from '../content/fingerprint.js';
import type { HashPool } from '../content/hash-pool.js';
import { syncFile } from '../execute/operations.js';
import type { RestoreFailReason } from '../report/restore-report.js';
import { fsPath } from '../system/fs-path.js';

/** A file that is to be brought from a target to a working place, where it is proven before it goes any further. */
export interface Stageable {
  /** absolute path of the working place */
  readonly staged: string;
  readonly fingerprint: Fingerprint;
  /** milliseconds since 1970 */
  readonly mtimeMs: number;
  /** paths that should hold the content, relative to the target's `to`; tried one after the other, one at least */
  readonly places: readonly string[];
}

/**
 * Brings files to their working places: each is there afterwards, proven and on the disk, or failed. What an earlier
 * run has left there is used again if it is what it should be.
 *
 * @returns why files failed
 * @throws StoreError
 */
export async function stage(
  files: readonly Stageable[],
  { store, hashes }: { readonly store: Store; readonly hashes: HashPool },
): Promise<ReadonlyMap<Stageable, RestoreFailReason>> {
  const failed = new Map<Stageable, RestoreFailReason>();
  const leftToTry = new Map(files.map((file) => [file, [...file.places]]));

  async function prove(some: readonly Stageable[]): Promise<void> {
    const answers = await hashes.fingerprints(some.map(({ staged }) => staged));
    for (const [index, file] of some.entries()) {
      const answer = answers[index];
      const read = answer && 'fingerprint' in answer ? answer.fingerprint : undefined;
      if (read?.hash === file.fingerprint.hash && read.size === file.fingerprint.size) {
        keepUntilPlaced(file);
        leftToTry.delete(file);
        failed.delete(file);
      } else {
        rmSync(fsPath(file.staged), { force: true });
        failed.set(file, 'damaged');
      }
    }
  }

  await prove(files.filter(({ staged }) => lstatSync(fsPath(staged), { throwIfNoEntry: false })));
  for (;;) {
    const round = nextRound(leftToTry);
    if (round.size === 0) return failed;
    const asked = [...round].map(([path, { staged }]) => ({ path, to: staged }));
    const answers = await store.fetch(asked, () => undefined);
    const fileOf = ({ path }: FileAnswer): Stageable[] =>
      [round.get(path)].filter((file) => file !== undefined);
    for (const answer of answers) {
      if ('ok' in answer) continue;
      const reason = answer.reason === 'vanished' ? 'missing' : answer.reason;
      for (const file of fileOf(answer)) failed.set(file, reason);
    }
    await prove(answers.filter((answer) => 'ok' in answer).flatMap(fileOf));
  }
}

/** The next place for each file, each place once: two files may be one at the target. */
function nextRound(leftToTry: ReadonlyMap<Stageable, string[]>): Map<string, Stageable> {
  const round = new Map<string, Stageable>();
  for (const [file, places] of leftToTry) {
    const [next] = places;
    if (next === undefined || round.has(next)) continue;
    round.set(next, file);
    places.shift();
  }
  return round;
}

/** Gives it the time that it had in the Gallery, as exactly as the disk keeps it. A move does not flush contents. */
function keepUntilPlaced({ staged, mtimeMs }: Stageable): void {
  const now = lstatSync(fsPath(staged)).mtimeMs;
  // From the middle of a microsecond: utimes cuts off what is below.
  const seconds = (Math.floor(mtimeMs * 1000) + 0.5) / 1e6;
  if (Math.abs(now - mtimeMs) >= 0.001) utimesSync(fsPath(staged), seconds, seconds);
  syncFile(staged);
}
