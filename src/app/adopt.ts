import { basename } from 'node:path';
import { fingerprintKey } from '../content/fingerprint.js';
import { storedFingerprint } from '../library/catalog.js';
import type { FoundLibrary } from '../library/open-library.js';
import { galleryMarker, stateFolder } from '../library/paths.js';
import {
  type AdoptEvent,
  type AdoptReporter,
  type AdoptTally,
  createAdoptTally,
} from '../report/adopt-report.js';
import { type FileIdentity, identityAt } from '../scan/identity.js';
import { countCandidates } from '../scan/walk.js';
import { breathe } from './breathe.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { type ExitCode, exitCodeOf } from './exit-codes.js';
import { readGallery } from './read-gallery.js';
import { type Run, withRun } from './run.js';
import { forgetVanished, type Surveyed, surveyGallery } from './survey-gallery.js';

export interface AdoptOptions {
  readonly dryRun: boolean;
  readonly args: readonly string[];
}

/**
 * Takes a Gallery that somebody else sorted into the catalog, with the fingerprint of every file, and its contents
 * into the ledger. Only reads. What a run was interrupted in, the next one goes on with; a later one takes in what
 * changed since.
 *
 * @throws PhotokeepError `usage` when there is no such Gallery
 */
export async function runAdopt(
  context: Context,
  library: FoundLibrary,
  { dryRun, args }: AdoptOptions,
  reporter: AdoptReporter,
): Promise<ExitCode> {
  const folder = identityAt(library.paths.gallery);
  if (!folder) {
    throw new PhotokeepError('usage', `there is no Gallery ${library.paths.gallery}`, 'check the name');
  }
  const started = context.now().getTime();
  const tally = createAdoptTally();
  const telling = { reporter, tally };
  return withRun(context, library, { command: 'adopt', args, dryRun, reporter }, async (run) => {
    const unread = await survey(context, run, folder, telling);
    if (!dryRun && !context.interruptedBy()) {
      await read(context, run, unread, telling);
      await recordContents(context, run, tally);
    }
    const counts = tally.counts();
    const exitCode = exitCodeOf(context.interruptedBy(), counts.failed);
    const seconds = (context.now().getTime() - started) / 1000;
    reporter.end({ event: 'summary', command: 'adopt', run: run.id, dryRun, ...counts, seconds, exitCode });
    return exitCode;
  });
}

interface Telling {
  readonly reporter: AdoptReporter;
  readonly tally: AdoptTally;
}

function tell({ reporter, tally }: Telling, events: readonly AdoptEvent[]): void {
  for (const event of events) {
    tally.count(event);
    reporter.event(event);
  }
}

/** What is there, and what is gone. @returns how many files are still to be read */
async function survey(
  context: Context,
  { catalog, paths: { gallery }, dryRun }: Run,
  folder: FileIdentity,
  telling: Telling,
): Promise<number> {
  const total = countCandidates(gallery);
  let unread = 0;
  let looked = 0;
  for (const surveyed of surveyGallery(catalog, gallery, dryRun)) {
    tell(telling, surveyEvents(surveyed, dryRun));
    telling.tally.add('known', surveyed.known);
    unread += surveyed.unread.length;
    looked += surveyed.unread.length + surveyed.known;
    telling.reporter.progress({ done: Math.min(looked, total), total });
    await breathe();
    if (context.interruptedBy()) return unread;
  }
  for (const gone of forgetVanished(catalog, gallery, folder)) {
    tell(
      telling,
      gone.map((path) => ({ event: 'file', status: dryRun ? 'planned' : 'done', action: 'forget', path })),
    );
    await breathe();
    if (context.interruptedBy()) return unread;
  }
  catalog.galleryIsKnown();
  return unread;
}

/** In a real run a file that is to be read is told when it was. */
function surveyEvents({ unread, left, unreadable }: Surveyed, dryRun: boolean): AdoptEvent[] {
  return [
    ...left
      .filter(({ path }) => !isOurs(path))
      .map(
        ({ path, reason }) => ({ event: 'file', status: 'skipped', action: 'skip', path, reason }) as const,
      ),
    ...unreadable.map(
      ({ path, failure }) =>
        ({ event: 'file', status: 'failed', action: 'skip', path, reason: failure }) as const,
    ),
    ...(dryRun ? unread : []).map(
      ({ path, identity: { size } }) =>
        ({ event: 'file', status: 'planned', action: 'adopt', path, size }) as const,
    ),
  ];
}

/** The library's state and its marker are no news to its owner. */
function isOurs(path: string): boolean {
  return [stateFolder, galleryMarker].includes(basename(path));
}

async function read(context: Context, run: Run, total: number, telling: Telling): Promise<void> {
  let done = 0;
  if (total > 0) telling.reporter.progress({ done, total });
  for await (const events of readGallery(context, run)) {
    tell(telling, events);
    done += events.length;
    telling.reporter.progress({ done: Math.min(done, total), total });
  }
}

/** Each page is synced to the disk; rows in memory cost more. */
const contentsPerPage = 1024;

/** What the user removes from the Gallery later is to be known when a phone sends it again. */
async function recordContents(context: Context, run: Run, tally: AdoptTally): Promise<void> {
  const { catalog } = run;
  for (const page of catalog.pages('with fingerprint', contentsPerPage)) {
    if (context.interruptedBy()) return;
    const unknown = new Map(
      page.flatMap((row) => {
        const fingerprint = storedFingerprint(row);
        if (!fingerprint || catalog.ledger.last(fingerprint) === 'imported') return [];
        return [[fingerprintKey(fingerprint), { fingerprint, name: basename(row.path) }] as const];
      }),
    );
    run.recordFound([...unknown.values()]);
    tally.add('recorded', unknown.size);
    await breathe();
  }
}
