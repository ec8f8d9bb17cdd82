import { statfsSync } from 'node:fs';
import type { BackupEntry } from '../config/backup-entries.js';
import { runMs } from '../library/journal.js';
import { isInGallery } from '../library/paths.js';
import { filesInTrash, foldersInTrash, runsInTrash } from '../library/trash.js';
import { type TrashPlace, trashPlaces } from '../library/trash-places.js';
import { planDeletions, type TrashedContent } from '../plan/plan-trash.js';
import { count, sizeText } from '../report/amounts.js';
import { fsPath } from '../system/fs-path.js';
import type { Run, RunReporter } from './run.js';
import { heldContents } from './trashed-contents.js';

export interface ExpiryRules {
  /** seconds for which a file stays in the trash at least */
  readonly keepTrash: number;
  /** bytes that are to be free on each disk that has a trash */
  readonly minFree: number;
  /** targets of backups, which may hold what the Gallery does not */
  readonly backups: readonly BackupEntry[] | undefined;
}

const dayMs = 86_400_000;
/** No disk is kept emptier than this for the trash's sake: of a small one, the default would take all. */
const largestShareFree = 0.1;

/**
 * The end of a run that changed something: lets go of what has been in the trash for long enough, once a day, and,
 * where space is short, of older things first until there is enough. In both cases only of what a live Gallery
 * file or a verified backup holds byte for byte. The trash of this run itself stays.
 */
export async function expireTrash(run: Run, rules: ExpiryRules, reporter: RunReporter): Promise<void> {
  const trashes = runsInTrash(run.paths).filter((trashedBy) => trashedBy !== run.id);
  if (trashes.length === 0) return;
  const deleted = { files: 0, bytes: 0, held: 'the Gallery has' };
  for (const place of trashPlaces(run.paths)) {
    let shortage = shortageOf(place, rules);
    for (const trashedBy of trashes) {
      const isDue = isExpired(trashedBy, run, rules);
      if (!isDue && shortage <= 0) continue;
      const contents = await heldContents(run, filesInTrash(run.paths, trashedBy, [place]), rules.backups);
      const { actions } = planDeletions(isDue ? contents : upTo(contents, shortage), {
        firstId: run.nextActionId(),
        lastCopies: false,
      });
      if (actions.length === 0) continue;
      await run.carryOut(
        actions,
        ({ action, status }) => {
          if (status === 'failed') return;
          deleted.files++;
          deleted.bytes += action.identity.size;
          const keep = 'keep' in action ? action.keep : undefined;
          if (keep !== undefined && !isInGallery(keep, run.paths))
            deleted.held = 'the Gallery or a backup has';
          shortage -= action.identity.size;
        },
        foldersInTrash(run.paths, trashedBy),
      );
    }
  }
  if (deleted.files > 0) {
    const verb = run.dryRun ? 'would leave' : 'left';
    reporter.note(
      `${count(deleted.files, 'file')} (${sizeText(deleted.bytes)}) ${verb} the trash for good; ${deleted.held} them all`,
    );
  }
}

/**
 * Once a day: what may not go because nothing else holds it would otherwise be looked up by every run. A run whose
 * id is older than photokeep ran on a machine whose clock was not set.
 */
function isExpired(
  trashedBy: string,
  { trustedNowMs, previousRunMs }: Run,
  { keepTrash }: ExpiryRules,
): boolean {
  const trashedMs = runMs(trashedBy);
  if (trustedNowMs === undefined || trashedMs === undefined || trashedMs < oldestClockMs) return false;
  const isFirstToday = previousRunMs === undefined || day(previousRunMs) < day(trustedNowMs);
  return isFirstToday && trashedMs + keepTrash * 1000 <= trustedNowMs;
}

const oldestClockMs = Date.UTC(2024, 0, 1);

function day(ms: number): number {
  return Math.floor(ms / dayMs);
}

/** The bytes that are missing on the disk of a trash. */
function shortageOf({ folder }: TrashPlace, { minFree }: ExpiryRules): number {
  const { bavail, blocks, bsize } = statfsSync(fsPath(folder));
  return Math.min(minFree, blocks * bsize * largestShareFree) - bavail * bsize;
}

/** As many as it takes, of those that may go. */
function upTo(contents: readonly TrashedContent[], bytes: number): TrashedContent[] {
  let freed = 0;
  return contents.filter(({ file, keep }) => {
    if (keep === undefined || freed >= bytes) return false;
    freed += file.identity.size;
    return true;
  });
}
