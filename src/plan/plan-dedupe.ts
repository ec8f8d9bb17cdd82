import type { Fingerprint } from '../content/fingerprint.js';
import { type Contender, type ContenderFile, isSidecar } from './contender.js';
import { decideFates, type Fates } from './decide-fates.js';
import { keeperOf, type Removal, removalsOf } from './dedupe-actions.js';
import type { KeepReason, LeftReason } from './dedupe-reasons.js';
import type { DedupeFacts, DedupeRules } from './dedupe-rules.js';
import type { FoundCopy } from './duplicates.js';
import { createRanking, type Ranking } from './keep-rules.js';

/** A copy that need not stay. */
export interface SpareCopy {
  readonly copy: FoundCopy;
  /** number of the action that lets it go; undefined where copies are only reported */
  readonly action: number | undefined;
}

/** A copy that stays beside the one that stays. */
export interface LeftCopy {
  readonly copy: FoundCopy;
  readonly reason: LeftReason;
}

/** All copies of one content. */
export interface DuplicateGroup {
  readonly fingerprint: Fingerprint;
  readonly keep: FoundCopy;
  /** what tells it from the next best; undefined where nothing goes */
  readonly reason: KeepReason | undefined;
  readonly spare: readonly SpareCopy[];
  readonly left: readonly LeftCopy[];
}

export interface DedupePlan {
  readonly groups: readonly DuplicateGroup[];
  /** asset by asset, each with all its files */
  readonly actions: readonly Removal[];
}

/**
 * Decides which of the assets of a cluster stay. One goes only when one other, which ranks before it and stays, holds
 * all its contents: every content survives, and of a pair never only one half goes.
 *
 * @param firstId number of the first action
 */
export function planDedupe(
  contenders: readonly Contender[],
  rules: DedupeRules,
  facts: DedupeFacts,
  firstId: number,
): DedupePlan {
  const ranking = createRanking(rules, facts);
  const ranked = [...contenders].sort((a, b) => ranking(a, b).order);
  const fates = decideFates(ranked, rules, facts);
  const actions = removalsOf(fates, rules, facts, firstId);
  const idOf = new Map(actions.map(({ source, id }) => [source, id]));
  const groups = byContent(ranked).flatMap((copies) => groupOf(copies, fates, ranking, idOf));
  return { groups, actions };
}

/** One of the files with the same content, and the asset that it is of. */
interface Held {
  readonly file: ContenderFile;
  readonly of: Contender;
}

/** The files of each content, in the order of their assets. */
function byContent(ranked: readonly Contender[]): Held[][] {
  const groups = new Map<string, Held[]>();
  for (const of of ranked) {
    for (const file of of.files) {
      const group = groups.get(file.content);
      if (group) group.push({ file, of });
      else groups.set(file.content, [{ file, of }]);
    }
  }
  return [...groups.values()];
}

function groupOf(
  copies: readonly Held[],
  fates: Fates,
  ranking: Ranking,
  idOf: ReadonlyMap<string, number>,
): DuplicateGroup[] {
  const isOneFile = new Set(copies.map(({ file }) => file.inode)).size === 1;
  const spare = copies.filter(({ of }) => keeperOf(of, fates));
  const [next] = spare;
  const areCompanions = copies.every(({ file }) => isSidecar(file));
  // The same sidecar beside other pictures is no duplicate.
  if (isOneFile || (!next && areCompanions)) return [];
  const staying = copies.filter(({ of }) => !keeperOf(of, fates));
  const keep = next
    ? staying.find(({ of }) => of === keeperOf(next.of, fates))
    : (staying.find(({ of }) => of.place !== 'album') ?? staying[0]);
  const { fingerprint } = copies.find(({ file }) => file.copy.fingerprint)?.file.copy ?? {};
  if (!keep || !fingerprint) return [];
  return [
    {
      ...{ fingerprint, keep: keep.file.copy },
      reason: next && ranking(keep.of, next.of).reason,
      spare: spare.map(({ file: { copy } }) => ({ copy, action: idOf.get(copy.path) })),
      left: areCompanions ? [] : staying.filter((one) => one !== keep).map((one) => left(one, keep, fates)),
    },
  ];
}

function left({ file, of }: Held, keep: Held, fates: Fates): LeftCopy {
  const fate = fates.get(of);
  const { copy } = file;
  if (file.inode === keep.file.inode || !fate || !('staysBecause' in fate))
    return { copy, reason: 'hard-link' };
  return { copy, reason: fate.staysBecause };
}
