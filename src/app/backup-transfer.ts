import { join } from 'node:path';
import type { FileAnswer, SendOptions, Store } from '../backup/store.js';
import type { KnownMove } from '../backup/manifest.js';
import { atTarget } from '../backup/target.js';
import type { BackupPlan, ManifestEntry, Moving, Sending } from '../plan/backup-facts.js';
import { type Arrivals, type ArrivalTools, createArrivals } from './backup-arrivals.js';
import type { Attempts } from './backup-attempts.js';
import type { Retries } from './backup-retries.js';

/** What carrying a plan out needs. */
export interface TransferTools extends ArrivalTools {
  readonly store: Store;
  readonly retries: Retries;
  /** told how many bytes of the plan's have been sent */
  readonly onBytes: (bytes: number) => void;
  readonly attempts: Attempts;
  /** whether no further file is to be begun */
  readonly isEnough: () => boolean;
}

/**
 * Carries a plan out at a target: renames first, then new files, then changed ones, and last what goes. What was done is
 * recorded before the next batch begins, so that a run that is cut off loses no more than the one under way.
 *
 * @param mirrors whether what is gone from the Gallery is set aside at the target
 * @returns what was not begun, because it was enough
 * @throws StoreError
 */
export async function transfer(plan: BackupPlan, mirrors: boolean, tools: TransferTools): Promise<Sending[]> {
  const arrivals = createArrivals(tools);
  await arrivals.present(plan.present);
  await arrivals.refreshed(plan.refreshed);
  const unmoved = await moveAll(plan.moves, tools);
  const sends = [...plan.sends, ...unmoved.map(({ source }): Sending => ({ source, reason: 'missing' }))];
  // Size and time of an edited file are those of another content: no tool would send it by itself.
  const [plain, alike] = ['plain', 'alike'].map((kind) =>
    sends.filter(({ reason }) => (reason === 'edited' || reason === 'damaged') === (kind === 'alike')),
  ) as [Sending[], Sending[]];
  const sender = createSender(tools, arrivals);
  const left = [...(await sender.send(newOnesFirst(plain), false)), ...(await sender.send(alike, true))];
  await endAll(plan.gone, mirrors, tools);
  return left;
}

/** What has no copy at all comes before what has one that is out of date. */
function newOnesFirst(sends: readonly Sending[]): Sending[] {
  const isNew = ({ reason }: Sending): boolean => reason === 'new' || reason === 'missing';
  return [...sends.filter(isNew), ...sends.filter((sending) => !isNew(sending))];
}

const movesPerCall = 500;

/**
 * Ends the renames that a run had begun when it was cut off: what is not under its old path any more was renamed then.
 *
 * @throws StoreError
 */
export async function finishMoves(tools: TransferTools): Promise<void> {
  const { store, retries, manifest, run, now } = tools;
  const open = manifest.openMoves();
  if (open.length === 0) return;
  const answers = await retries.run(
    () => store.move(pairsOf(open)),
    () => 0,
  );
  manifest.moved(open.filter(hasLeft(answers)), { at: now(), run });
}

function pairsOf(moves: readonly Moving[]): { from: string; to: string }[] {
  return moves.map(({ from, source }) => ({ from: inGallery(from), to: inGallery(source.path) }));
}

/** Whether a file is under its old path no longer: it was renamed now, or by an attempt that could not tell any more. */
function hasLeft(answers: readonly FileAnswer[]): (moving: Moving) => boolean {
  const left = new Set(
    answers.flatMap((answer) => ('ok' in answer || answer.reason === 'vanished' ? [answer.path] : [])),
  );
  return ({ from }) => left.has(inGallery(from));
}

/** @returns what could not be renamed: it is sent instead */
async function moveAll(moves: readonly Moving[], tools: TransferTools): Promise<Moving[]> {
  const { store, retries, manifest, run, now, report } = tools;
  const unmoved: Moving[] = [];
  for (let at = 0; at < moves.length; at += movesPerCall) {
    const some = moves.slice(at, at + movesPerCall);
    // A move is planned by content, which is therefore known.
    manifest.moving(some as readonly KnownMove[]);
    const answers = await retries.run(
      () => store.move(pairsOf(some)),
      () => 0,
    );
    const movedPaths = new Set(answers.flatMap((answer) => ('ok' in answer ? [answer.path] : [])));
    const isMoved = ({ from }: Moving): boolean => movedPaths.has(inGallery(from));
    const moved = some.filter(isMoved);
    unmoved.push(...some.filter((moving) => !isMoved(moving)));
    // What had vanished from its old path is nowhere, or had been renamed when a connection broke: it is sent, too, which
    // is nothing where it is there.
    manifest.moved(some.filter(hasLeft(answers)) as readonly KnownMove[], { at: now(), run });
    for (const { from, source } of moved) report({ status: 'done', action: 'move', path: source.path, from });
  }
  return unmoved;
}

/** The manifest at the target is brought up to date after so much was sent. */
const filesPerSave = 5000;
const bytesPerSave = 10e9;
const filesPerCall = 1000;

/** Sends files, and whatever is left of them after the network failed. */
function createSender(tools: TransferTools, arrivals: Arrivals) {
  const { store, gallery, manifest, retries, attempts, report, isEnough } = tools;
  const done = { files: 0, bytes: 0 };
  let saved = { ...done };

  async function sendSome(
    waiting: Map<string, Sending>,
    options: Pick<SendOptions, 'versions' | 'ignoreTimes'>,
  ): Promise<void> {
    const paths = [...firstKeys(waiting, filesPerCall)];
    const before = done.bytes;
    const onFile = (answer: FileAnswer): void => {
      const sending = waiting.get(answer.path);
      if (!sending) return;
      waiting.delete(answer.path);
      const { path, size: bytes } = sending.source;
      done.files++;
      done.bytes += bytes;
      if ('ok' in answer) arrivals.sent(sending);
      else report({ status: 'failed', action: 'send', path, bytes, reason: answer.reason });
    };
    const onBytes = (bytes: number): void => {
      tools.onBytes(before + bytes);
    };
    try {
      await store.send(paths, {
        ...options,
        from: gallery,
        into: atTarget.gallery,
        isEnough,
        onFile,
        onBytes,
      });
    } finally {
      await arrivals.settle();
    }
    tools.onBytes(done.bytes);
  }

  async function saveWhenDue(): Promise<void> {
    if (done.files - saved.files < filesPerSave && done.bytes - saved.bytes < bytesPerSave) return;
    saved = { ...done };
    await attempts.record();
    await manifest.save({ at: tools.now(), run: tools.run });
  }

  return {
    /**
     * @param ignoreTimes also what looks the same at the target
     * @returns what was not begun
     */
    async send(sends: readonly Sending[], ignoreTimes: boolean): Promise<Sending[]> {
      const waiting = new Map(sends.map((sending) => [sending.source.path, sending]));
      await retries.run(
        async () => {
          if (waiting.size === 0 || isEnough()) return;
          const versions = attempts.begin();
          while (waiting.size > 0 && !isEnough()) {
            await sendSome(waiting, { versions, ignoreTimes });
            await saveWhenDue();
          }
          await attempts.end();
        },
        () => done.files,
      );
      return [...waiting.values()];
    },
  };
}

function* firstKeys(map: ReadonlyMap<string, unknown>, count: number): Generator<string> {
  for (const key of map.keys()) {
    if (count-- <= 0) return;
    yield key;
  }
}

/** What the Gallery no longer has: set aside at a target that mirrors it, kept where it is at any other. */
async function endAll(gone: readonly ManifestEntry[], mirrors: boolean, tools: TransferTools): Promise<void> {
  const { manifest, now, report } = tools;
  if (gone.length === 0) return;
  const paths = gone.map(({ path }) => path);
  if (mirrors) await setAllAside(paths, tools);
  else {
    manifest.ended(paths, { at: now() }, false);
    for (const path of paths) report({ status: 'done', action: 'keep', path });
  }
}

async function setAllAside(paths: readonly string[], tools: TransferTools): Promise<void> {
  const { store, manifest, attempts, retries, now, report } = tools;
  const versions = attempts.begin();
  const answers = await retries.run(
    () => store.setAside(paths, atTarget.gallery, versions),
    () => 0,
  );
  const [aside, vanished]: [string[], string[]] = [[], []];
  for (const answer of answers) {
    const { path } = answer;
    if ('ok' in answer) aside.push(path);
    else if (answer.reason === 'vanished') vanished.push(path);
    else report({ status: 'failed', action: 'version', path, reason: answer.reason });
  }
  manifest.ended(aside, { at: now() }, true);
  if (vanished.length > 0) {
    // Set aside just before a connection broke; or somebody removed them over there.
    await attempts.record();
    manifest.ended(vanished, { at: now() }, false);
  }
  await attempts.end();
  for (const path of [...aside, ...vanished]) report({ status: 'done', action: 'version', path });
}

function inGallery(path: string): string {
  return join(atTarget.gallery, path);
}
