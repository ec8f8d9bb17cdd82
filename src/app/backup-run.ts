import { join } from 'node:path';
import { Manifest } from '../backup/manifest.js';
import type { Occasion } from '../backup/manifest-index.js';
import { saveState } from '../backup/saved-state.js';
import { type Store, StoreError } from '../backup/store.js';
import { atTarget, commandFor, type Target } from '../backup/target.js';
import { placeText, requireOwnTarget } from '../backup/target-marker.js';
import type { NotifySetting } from '../config/notify-setting.js';
import { createHashPool, type HashPool } from '../content/hash-pool.js';
import type { FoundLibrary } from '../library/open-library.js';
import { recordUncovered } from '../library/uncovered.js';
import type { BackupPlan, Sending } from '../plan/backup-facts.js';
import { byReason, type Uncovered, type UncoveredByReason } from '../plan/choose-sends.js';
import type { SeenSite } from '../plan/judge-apart.js';
import { mediumOf } from '../system/physical-disks.js';
import { createAttempts } from './backup-attempts.js';
import type { FileNews } from './backup-news.js';
import { type BackupPlanning, planBackupTo, type PlanningTools } from './backup-planning.js';
import { createRetries } from './backup-retries.js';
import { sampleBytes, verifySample } from './backup-sample.js';
import { readStateTexts } from './backup-state-texts.js';
import { finishMoves, transfer, type TransferTools } from './backup-transfer.js';
import { openUpkeep, type Upkeep } from './backup-upkeep.js';
import { pruneVersions } from './backup-versions.js';
import type { Context } from './context.js';
import { spaceText } from './backup-words.js';
import { lockTarget } from './lock-target.js';
import type { RunReporter } from './run.js';
import { withStore } from './with-store.js';

/** What every target of a run is asked for. */
export interface BackupRequest {
  /** id of the run */
  readonly run: string;
  readonly dryRun: boolean;
  /** id of a plan whose changes and removals the user wants */
  readonly accept: string | undefined;
  /** how often something is done again after the network failed */
  readonly retries: number;
  readonly args: readonly string[];
  /** absolute paths of the config files that apply, the library's own last */
  readonly configFiles: readonly string[];
  /** whom to tell how it ended */
  readonly notify: NotifySetting;
}

/** Who is told of what happens at one target. */
export interface BackupListener {
  readonly reporter: RunReporter;
  readonly news: (news: FileNews) => void;
  /** the target answered, and is this library's */
  readonly reached: () => void;
  /** before the first byte is sent */
  readonly planned: (plan: BackupPlan) => void;
  /** how many of the plan's bytes have been sent */
  readonly progress: (bytes: number) => void;
  /** how many files were read back and right */
  readonly verified: (files: number) => void;
  /** what the target does not have after this run */
  readonly uncovered: (reasons: UncoveredByReason) => void;
  /** whether all that was told so far is well */
  readonly isWell: () => boolean;
}

/** Where a library is backed up to, and what for. */
export interface BackupJob {
  readonly library: FoundLibrary;
  readonly libraryId: string;
  readonly target: Target;
  readonly request: BackupRequest;
}

/**
 * Backs a library up to one target: looks, plans, sends, records, and reads some of it back. The library is held while
 * planning only, so that imports go on meanwhile; the target all the time.
 *
 * @throws PhotokeepError, StoreError
 */
export async function backUpTo(context: Context, job: BackupJob, listener: BackupListener): Promise<void> {
  const { library, libraryId, target, request } = job;
  const lock = request.dryRun
    ? undefined
    : lockTarget(context, library.paths, target.name, commandFor(target));
  const hashes = createHashPool();
  try {
    await withStore(context, target, listener.reporter, async (store) => {
      const { id } = await requireOwnTarget(store, libraryId);
      listener.reached();
      const place = { state: library.paths.state, library: libraryId, marker: id };
      const manifest = await Manifest.open(store, place, request.dryRun ? 'look' : 'change');
      try {
        const session = { context, job, listener, store, manifest, hashes, targetId: id };
        if (!request.dryRun) await noteSite(session);
        await (request.dryRun ? look(session) : run(session));
      } finally {
        manifest.close();
      }
    });
  } finally {
    await hashes.close();
    lock?.release();
  }
}

/** One run to one target, with all that is open for it. */
interface Session extends PlanningTools {
  readonly listener: BackupListener;
  readonly hashes: HashPool;
  /** id of the target's marker */
  readonly targetId: string;
}

/** A dry run: the same plan, told and not carried out. */
async function look(session: Session): Promise<void> {
  const { listener, job } = session;
  const planning = await planBackupTo(session);
  const { plan } = planning;
  listener.planned(plan);
  listener.uncovered(byReason(plan.uncovered));
  for (const { from, source } of plan.moves) {
    listener.news({ status: 'planned', action: 'move', path: source.path, from });
  }
  for (const { source, reason } of plan.sends) {
    listener.news({ status: 'planned', action: 'send', path: source.path, bytes: source.size, reason });
  }
  for (const { path } of plan.gone) {
    listener.news({ status: 'planned', action: job.target.mirror ? 'version' : 'keep', path });
  }
  tellLeft(planning, session);
}

async function run(session: Session): Promise<void> {
  const { context, job, listener, store, manifest, targetId } = session;
  const { library, target, request } = job;
  const tools = transferTools(session);
  const occasion = (): Occasion => ({ at: tools.now(), run: request.run });
  const upkeep = openUpkeep(join(library.paths.targets, target.name, 'upkeep.json'));

  // Asked for early: the answer is there by the time it is needed.
  const texts = readStateTexts(context, job);
  texts.catch(() => undefined);
  await finishMoves(tools);
  await tools.attempts.end();
  const trustedNowMs = await sendAll(session, tools);
  if (manifest.unsaved() === 'changes') {
    manifest.runEnded(occasion());
    await manifest.save(occasion());
  }
  await saveState(store, {
    ...{ paths: library.paths, target: targetId, texts: await texts },
    memory: join(library.paths.targets, target.name, 'saved-state.json'),
    versions: join(atTarget.versions, `${request.run}-state`),
  });
  await readSomeBack(session, tools, upkeep);
  if (listener.isWell() && trustedNowMs !== undefined && upkeep.isDue('prune', trustedNowMs)) {
    await pruneVersions(store, manifest, target.keepVersions, trustedNowMs);
    upkeep.done('prune', trustedNowMs);
  }
  // What was proven is known here; the target need not learn it every few hours.
  const nowMs = context.now().getTime();
  const unsaved = manifest.unsaved();
  if (unsaved === 'changes' || (unsaved === 'proofs' && upkeep.isDue('proofs', nowMs))) {
    await manifest.save(occasion());
    upkeep.done('proofs', nowMs);
  }
}

async function readSomeBack(
  { context, job: { target }, listener }: Session,
  tools: TransferTools,
  upkeep: Upkeep,
): Promise<void> {
  const nowMs = context.now().getTime();
  const atMostBytes = upkeep.leftToRead(sampleBytes(target), nowMs);
  const { verified, bytes } = await verifySample({ share: target.verifySample, atMostBytes }, tools);
  if (target.kind === 'cloud') upkeep.read(bytes, nowMs);
  listener.verified(verified);
}

function transferTools(session: Session): TransferTools {
  const { context, job, listener, store, manifest, hashes } = session;
  const { run, retries } = job.request;
  const now = (): string => context.now().toISOString();
  const endsMs = endOf(session);
  return {
    isEnough: () => context.now().getTime() >= endsMs,
    ...{ store, manifest, hashes, run, now, gallery: job.library.paths.gallery },
    retries: createRetries(context, retries, (text) => {
      listener.reporter.note(text);
    }),
    ...{ report: listener.news, onBytes: listener.progress },
    attempts: createAttempts(store, manifest, run, now),
  };
}

/**
 * Plans and sends; what changed in the Gallery in between is planned once more.
 *
 * @returns milliseconds since 1970, of a clock that can be trusted
 */
async function sendAll(session: Session, given: TransferTools): Promise<number | undefined> {
  const { job, listener, context } = session;
  let sent = 0;
  const tools: TransferTools = {
    ...given,
    onBytes(bytes) {
      sent = bytes;
      given.onBytes(bytes);
    },
  };
  const carryOut = async (plan: BackupPlan, how: TransferTools): Promise<void> => {
    sent = 0;
    listener.planned(plan);
    takeDown([...plan.uncovered, ...plan.sends.map(notYet)]);
    try {
      const left = await transfer(plan, job.target.mirror, how);
      takeDown([...plan.uncovered, ...left.map(notYet)]);
    } catch (error) {
      throw await withRoom(error, plan.bytes - sent, given.store);
    }
  };
  const takeDown = (uncovered: readonly Uncovered[]): void => {
    if (job.target.kind !== 'cloud') return;
    const occasion = { at: given.now(), run: given.run };
    listener.uncovered(recordUncovered(job.library.paths, job.target.name, occasion, uncovered).reasons);
  };
  let overtaken = 0;
  const report = (news: FileNews): void => {
    if (news.status === 'failed' && (news.reason === 'vanished' || news.reason === 'changed')) overtaken++;
    else listener.news(news);
  };
  let planned = await planBackupTo(session);
  await carryOut(planned.plan, { ...tools, report });
  if (overtaken > 0 && !context.interruptedBy()) {
    planned = await planBackupTo(session);
    await carryOut(planned.plan, tools);
  }
  tellLeft(planned, session);
  return planned.trustedNowMs;
}

/** When no further file is begun. @returns milliseconds since 1970 */
function endOf({ context, job: { target } }: Session): number {
  if (target.kind !== 'cloud' || target.stopAfter === undefined) return Infinity;
  return context.now().getTime() + target.stopAfter * 1000;
}

function notYet({ source }: Sending): Uncovered {
  return { source, reason: 'not-yet' };
}

/** A full disk, with how much room is missing. */
async function withRoom(error: unknown, need: number, store: Store): Promise<unknown> {
  if (!(error instanceof StoreError) || error.reason !== 'no-space') return error;
  // Nobody who asks a disk that has failed wants to hear of a second failure.
  const free = await store.freeBytes().catch(() => undefined);
  const message = `no space left on ${placeText(store.target)}: ${spaceText(need, free)}`;
  return new StoreError('no-space', message, false, 'free some there; the next run does the rest');
}

/** What was not sent, on purpose or because it could not be looked at. */
function tellLeft(
  { plan: { held, doubtful }, unreadable }: BackupPlanning,
  { job, listener: { news } }: Session,
): void {
  const action = job.target.mirror ? 'version' : 'keep';
  for (const { source } of held?.changes ?? []) {
    news({ status: 'skipped', action: 'send', path: source.path, bytes: source.size, reason: 'held' });
  }
  for (const { path } of held?.gone ?? []) news({ status: 'skipped', action, path, reason: 'held' });
  for (const { source, doubt } of doubtful) {
    const reason = doubt.kind === 'rotten' ? 'rotten' : 'unclear';
    news({ status: 'skipped', action: 'send', path: source.path, bytes: source.size, reason });
  }
  for (const path of unreadable) news({ status: 'failed', action: 'send', path, reason: 'unreadable' });
}

/** While a target is away, nobody could tell any more whether it is somewhere else than the Gallery. */
async function noteSite({ job: { target, library }, manifest, store }: Session): Promise<void> {
  const provider = await store.provider();
  const there =
    target.kind === 'folder'
      ? mediumOf(target.to)
      : provider === undefined
        ? undefined
        : ({ kind: 'machine', host: provider } as const);
  const site: SeenSite | undefined = there && { target: there, gallery: mediumOf(library.paths.gallery) };
  manifest.index.setNote('site', site === undefined ? '' : JSON.stringify(site));
}
