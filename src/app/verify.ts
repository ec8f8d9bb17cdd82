import { basename, join, relative } from 'node:path';
import type { Target } from '../backup/target.js';
import type { FoundLibrary } from '../library/open-library.js';
import { galleryMarker, stateFolder } from '../library/paths.js';
import { recordJob } from '../library/job-record.js';
import {
  createGalleryVerifyTally,
  type GalleryVerifyEvent,
  type GalleryVerifyReporter,
} from '../report/verify-report.js';
import { identityAt } from '../scan/identity.js';
import { type Consent, requireAnswerable } from './ask.js';
import { breathe } from './breathe.js';
import type { Context } from './context.js';
import { type DoubtBook, openDoubtBook } from './doubt-book.js';
import { PhotokeepError } from './errors.js';
import { exitCodeOf, type ExitCode } from './exit-codes.js';
import { createGoodCopies, type GoodCopies } from './good-copies.js';
import { repairFiles, type Repairable } from './repair.js';
import { type Run, withRun } from './run.js';
import { forgetVanished } from './survey-gallery.js';
import { readEvent, repairableOf } from './verify-events.js';
import { readForVerification } from './verify-reading.js';
import { type GallerySurvey, surveyForVerification } from './verify-survey.js';

export interface VerifyOptions extends Consent {
  /** of the files that are read, 0 to 1 */
  readonly share: number;
  /** the targets that rotten files may be brought back from; undefined to look only */
  readonly repairFrom: readonly Target[] | undefined;
  readonly args: readonly string[];
}

const command = 'verify';

/**
 * Reads files of the Gallery, those first that were read longest ago, and compares them with what the catalog says of
 * them; learns what others changed there. Changes nothing but for a repair.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function runVerify(
  context: Context,
  library: FoundLibrary,
  options: VerifyOptions,
  reporter: GalleryVerifyReporter,
): Promise<ExitCode> {
  const { dryRun, args, repairFrom } = options;
  if (repairFrom) requireAnswerable(context, 'verify --repair', options);
  const started = context.now();
  return withRun(context, library, { command, args, dryRun, reporter }, async (run) => {
    const tally = createGalleryVerifyTally();
    const copies = createGoodCopies(run.paths);
    const tell = (event: GalleryVerifyEvent): void => {
      tally.count(event);
      reporter.event(event);
    };
    const book = openDoubtBook(run.paths, dryRun);
    try {
      const bad = await verify(context, { run, book, copies, tell, reporter }, options.share);
      if (repairFrom && !context.interruptedBy()) {
        const note = (text: string): void => {
          reporter.note(text);
        };
        await repairFiles(context, { run, book, copies, tell, note }, bad, repairFrom, options);
      }
    } finally {
      copies.close();
    }
    const ended = context.now();
    const counts = tally.counts();
    const exitCode = exitCodeOf(context.interruptedBy(), tally.wrong());
    if (!dryRun) recordVerification(run, { started, ended, exitCode, counts });
    reporter.end({
      ...{ event: 'summary', command, run: run.id, dryRun, ...counts, coverage: coverageOf(run, ended) },
      ...{ seconds: (ended.getTime() - started.getTime()) / 1000, exitCode },
    });
    return exitCode;
  });
}

interface Tools {
  readonly run: Run;
  readonly book: DoubtBook;
  readonly copies: GoodCopies;
  readonly tell: (event: GalleryVerifyEvent) => void;
  readonly reporter: GalleryVerifyReporter;
}

/** @returns what is not as it was, and what it was */
async function verify(context: Context, tools: Tools, share: number): Promise<Repairable[]> {
  const { run, book, copies, tell, reporter } = tools;
  const { catalog, paths } = run;
  const folder = identityAt(paths.gallery);
  if (!folder) {
    throw new PhotokeepError('refused', `there is no Gallery ${paths.gallery}`, 'is its disk mounted?');
  }
  const survey = await surveyForVerification(context, run, new Set(book.all().map(({ path }) => path)));
  tellLeft(survey, tell);
  if (context.interruptedBy()) return [];
  const vanished = new Set<string>();
  for (const gone of forgetVanished(catalog, paths.gallery, folder)) {
    for (const path of gone) {
      vanished.add(relative(paths.gallery, path));
      tell({ event: 'file', action: 'forget', status: run.dryRun ? 'planned' : 'done', path });
    }
    await breathe();
    if (context.interruptedBy()) return [];
  }
  catalog.galleryIsKnown();
  const chosen = choose(tools, survey, share).filter((path) => !vanished.has(path));
  const bad: Repairable[] = [];
  let done = 0;
  for await (const batch of readForVerification(context, { run, book, folder }, chosen)) {
    for (const each of batch) {
      tell(readEvent(each, paths.gallery, copies));
      bad.push(...repairableOf(each));
    }
    done += batch.length;
    reporter.progress({ done, total: chosen.length });
  }
  if (!context.interruptedBy()) book.remove(endedDoubts(tools));
  return bad;
}

/**
 * Those in doubt, also where they may be under a name that nobody knows yet; those that were touched, those that were never
 * read, those that were read longest ago.
 */
function choose({ run: { catalog }, book }: Tools, { touched }: GallerySurvey, share: number): string[] {
  const inDoubt = book.all().flatMap(({ path, found }) => {
    const under = catalog.byPath(path);
    return [...(under ? [under] : []), ...catalog.byContent(found), ...catalog.unread(found.size)];
  });
  const count = Math.ceil(catalog.count() * share);
  const first = new Set(inDoubt.map(({ path }) => path));
  const all = new Set([...first, ...touched, ...catalog.longestUnverified(count)]);
  return [...all].slice(0, Math.max(count, first.size));
}

/** The library's state and its marker are no news to its owner. */
function tellLeft({ left, unreadable }: GallerySurvey, tell: Tools['tell']): void {
  for (const { path, reason } of left) {
    if ([stateFolder, galleryMarker].includes(basename(path))) continue;
    tell({ event: 'file', action: 'skip', status: 'skipped', path, reason });
  }
  for (const { path, failure: reason } of unreadable) {
    tell({ event: 'file', action: 'skip', status: 'failed', path, reason });
  }
}

/** Doubts about files that are gone, and whose contents are under no other name either. */
function endedDoubts({ run: { catalog, paths }, book }: Tools): string[] {
  return book
    .all()
    .filter(({ path, found }) => {
      const mayBeElsewhere = [...catalog.byContent(found), ...catalog.unread(found.size)];
      return mayBeElsewhere.length === 0 && identityAt(join(paths.gallery, path)) === undefined;
    })
    .map(({ path }) => path);
}

const dayMs = 86_400_000;

/** How much of the Gallery was verified lately. */
export function coverageOf({ catalog }: Run, now: Date) {
  const within = (days: number): number => catalog.verifiedSince(now.getTime() - days * dayMs);
  return {
    files: catalog.count(),
    verified30: within(30),
    verified90: within(90),
    verified365: within(365),
  };
}

interface Ended {
  readonly started: Date;
  readonly ended: Date;
  readonly exitCode: ExitCode;
  readonly counts: ReturnType<ReturnType<typeof createGalleryVerifyTally>['counts']>;
}

function recordVerification({ paths, id }: Run, { started, ended, exitCode, counts }: Ended): void {
  const { read, right, learnt, forgotten, rotten, unclear, repaired, failed } = counts;
  recordJob(paths, command, {
    ...{ run: id, startedAt: started.toISOString(), endedAt: ended.toISOString(), exitCode },
    counts: { read, right, learnt, forgotten, rotten, unclear, repaired, failed },
  });
}
