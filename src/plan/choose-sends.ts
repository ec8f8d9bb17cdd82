import type { BackupPlan, Sending, SourceFile } from './backup-facts.js';

/** Why a file of the Gallery is not sent to a target that is too small or too slow for all of it, or that it is not for. */
export type UncoveredReason = 'excluded' | 'too-large' | 'no-room' | 'not-yet';

/** A file whose present content a target does not have. */
export interface Uncovered {
  readonly source: SourceFile;
  readonly reason: UncoveredReason;
}

/** What a target does not have, for people. */
export type UncoveredByReason = Readonly<Partial<Record<UncoveredReason, UncoveredFiles>>>;

export interface UncoveredFiles {
  readonly files: number;
  readonly bytes: number;
  /** relative to the Gallery; the first thousand of them */
  readonly paths: readonly string[];
}

const pathsKept = 1000;

export function byReason(uncovered: readonly Uncovered[]): UncoveredByReason {
  const reasons: Partial<Record<UncoveredReason, { files: number; bytes: number; paths: string[] }>> = {};
  for (const { source, reason } of uncovered) {
    const sum = (reasons[reason] ??= { files: 0, bytes: 0, paths: [] });
    sum.files++;
    sum.bytes += source.size;
    if (sum.paths.length < pathsKept) sum.paths.push(source.path);
  }
  return reasons;
}

/** Crypt puts a header before a file and a seal on each block of it. */
const encrypted = { header: 32, block: 64 * 1024, seal: 16 };
/** bytes that are kept free for the manifest and the state of the library */
const reserve = 20e6;

/** Puts what is to be sent in order, and takes out what there is no room for; smaller files that follow may have it. */
export function fitToRoom(
  plan: BackupPlan,
  order: 'newest' | 'oldest',
  freeBytes: number | undefined,
  timeOf: (source: SourceFile) => string,
): BackupPlan {
  const times = new Map(plan.sends.map((sending) => [sending, timeOf(sending.source)]));
  const byTime = [...plan.sends].sort((a, b) => compare(times.get(a) ?? '', times.get(b) ?? ''));
  if (order === 'newest') byTime.reverse();
  let room = freeBytes === undefined ? Infinity : Math.max(0, freeBytes - reserve);
  const sends: Sending[] = [];
  const uncovered: Uncovered[] = [];
  for (const sending of byTime) {
    const size = encryptedSize(sending.source.size);
    if (size > room) uncovered.push({ source: sending.source, reason: 'no-room' });
    else {
      room -= size;
      sends.push(sending);
    }
  }
  return {
    ...{ ...plan, sends, uncovered: [...plan.uncovered, ...uncovered] },
    bytes: sends.reduce((sum, { source }) => sum + source.size, 0),
  };
}

function encryptedSize(size: number): number {
  return size + encrypted.header + Math.ceil(size / encrypted.block) * encrypted.seal;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
