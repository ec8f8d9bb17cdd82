import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from '../backup/target.js';
import type { Fingerprint } from '../content/fingerprint.js';
import { batchesOf } from '../execute/batches.js';
import type { CatalogRow } from '../library/catalog.js';
import { printablePath } from '../report/printable.js';
import type { GalleryVerifyEvent, GoodCopy, RepairReason } from '../report/verify-report.js';
import type { FileIdentity } from '../scan/identity.js';
import type { FailReason } from '../scan/reasons.js';
import { fsPath } from '../system/fs-path.js';
import { type Consent, isAgreed } from './ask.js';
import type { Context } from './context.js';
import type { DoubtBook } from './doubt-book.js';
import { PhotokeepError } from './errors.js';
import type { GoodCopies } from './good-copies.js';
import { fetchGood, replaceBad, stagingOf } from './replace-bad.js';
import type { Run } from './run.js';
import { withTarget } from './with-target.js';

/** A file of the Gallery that is not what it was. */
export interface Repairable {
  /** as the catalog knew it when it was right */
  readonly row: CatalogRow;
  /** as it is now */
  readonly identity: FileIdentity;
  /** what it holds now; undefined where the disk cannot read it */
  readonly found: Fingerprint | undefined;
  readonly good: Fingerprint;
}

export interface RepairTools {
  readonly run: Run;
  readonly book: DoubtBook;
  readonly copies: GoodCopies;
  readonly tell: (event: GalleryVerifyEvent) => void;
  readonly note: (text: string) => void;
}

/** What came of a file at one target. */
type Outcome = 'repaired' | RepairReason | FailReason;

/**
 * Brings the good bytes of files back from backups, file by file as the user agrees: fetched, proven, and only then put
 * in the place of the bad ones, which go to the trash. Part of a run that can be undone.
 *
 * @param targets of the config
 */
export async function repairFiles(
  context: Context,
  tools: RepairTools,
  bad: readonly Repairable[],
  targets: readonly Target[],
  consent: Consent,
): Promise<void> {
  let left = await agreedOf(context, tools, bad, targets, consent);
  const outcomes = new Map<Repairable, Outcome>();
  for (const target of targets) {
    const here = left.filter(({ good }) => tools.copies.of(good).some((copy) => copy.target === target.name));
    if (here.length === 0) continue;
    try {
      await repairFrom(context, tools, target, here, outcomes);
    } catch (error) {
      if (!(error instanceof PhotokeepError) || context.interruptedBy()) throw error;
      // Another one may have them.
      tools.note(error.remedy === undefined ? error.message : `${error.message}; ${error.remedy}`);
    }
    if (context.interruptedBy()) return;
    left = left.filter((file) => outcomes.get(file) !== 'repaired');
  }
  for (const file of left) {
    const reason = outcomes.get(file) ?? 'not-reached';
    if (reason !== 'repaired') tools.tell({ ...repairEvent(tools, file), status: 'failed', reason });
  }
  if (left.length === 0) rmSync(fsPath(stagingOf(tools.run)), { recursive: true, force: true });
}

/** Asks about every file that a configured backup should have; tells of the others, or, in a dry run, of all. */
async function agreedOf(
  context: Context,
  tools: RepairTools,
  bad: readonly Repairable[],
  targets: readonly Target[],
  consent: Consent,
): Promise<Repairable[]> {
  const agreed: Repairable[] = [];
  for (const file of bad) {
    const event = repairEvent(tools, file);
    const known = tools.copies.of(file.good);
    const copy = known.find(({ target }) => targets.some(({ name }) => name === target));
    if (!copy) {
      const reason = known.length === 0 ? 'not-kept' : 'not-reached';
      tools.tell({ ...event, status: 'failed', reason });
    } else if (consent.dryRun) tools.tell({ ...event, status: 'planned', target: copy.target });
    else if (await isAgreed(context, questionOf(event.path, copy, tools.run), consent)) agreed.push(file);
  }
  return agreed;
}

function questionOf(path: string, { target, provenAt }: GoodCopy, { paths }: Run): string {
  const proof = provenAt === undefined ? 'never read back there' : `proven ${provenAt.slice(0, 10)}`;
  return `Bring ${printablePath(path, paths.gallery)} back from ${target} (${proof})?`;
}

const limits = { files: 50, bytes: 1024 * 1024 * 1024 };

/**
 * @param outcomes takes down what came of each file
 * @throws PhotokeepError when the target cannot be used, or not to the end
 */
async function repairFrom(
  context: Context,
  tools: RepairTools,
  target: Target,
  files: readonly Repairable[],
  outcomes: Map<Repairable, Outcome>,
): Promise<void> {
  const { run, book, tell } = tools;
  const onStart = (pid: number): void => {
    run.helperStarted(target.kind === 'cloud' ? 'rclone' : 'rsync', pid);
  };
  await withTarget(
    context,
    run.paths,
    target,
    { command: 'verify', dryRun: false, onStart },
    async (open) => {
      for (const batch of batchesOf(files, limits, ({ good }) => good.size)) {
        const fetched = await fetchGood(context, run, open, batch);
        for (const file of batch) {
          if (context.interruptedBy()) return;
          const outcome = fetched.has(file) ? await replaceBad(run, file) : 'damaged';
          outcomes.set(file, typeof outcome === 'object' ? 'repaired' : outcome);
          if (typeof outcome !== 'object') continue;
          book.remove([file.row.path]);
          tell({ ...repairEvent(tools, file), status: 'done', target: target.name, ...outcome });
        }
      }
    },
  );
}

function repairEvent({ run }: RepairTools, { row, good }: Repairable) {
  const path = join(run.paths.gallery, row.path);
  return { event: 'file', action: 'repair', path, size: good.size, hash: good.hash } as const;
}
