import { basename } from 'node:path';
import { isOwnDate } from '../dates/same-moment.js';
import type { Contender } from './contender.js';
import type { KeepReason } from './dedupe-reasons.js';
import type { DedupeFacts, DedupeRules, KeepRule } from './dedupe-rules.js';
import type { FoundCopy } from './duplicates.js';
import { isPlainName } from './plain-name.js';

/** How two assets compare: negative when the first ranks before the second, and by which rule. Never 0. */
export interface Comparison {
  readonly order: number;
  readonly reason: KeepReason;
}

export type Ranking = (a: Contender, b: Contender) => Comparison;

interface Rule {
  readonly reason: KeepReason;
  readonly compare: (a: Contender, b: Contender) => number;
}

/**
 * The order in which assets are to stay: total, and the same however they are handed in. An asset goes only for one
 * that ranks before it.
 */
export function createRanking(
  { keep, isFolderOf }: Pick<DedupeRules, 'keep' | 'isFolderOf'>,
  facts: DedupeFacts,
): Ranking {
  const oldest: Rule = {
    reason: 'oldest',
    compare: ({ files: [a] }, { files: [b] }) => compareAge(a.copy, b.copy, facts),
  };
  const newest: Rule = { reason: 'newest', compare: (a, b) => oldest.compare(b, a) };
  const shortest: Rule = { reason: 'shortest', compare: by(({ files: [main] }) => main.copy.path.length) };
  const first: Readonly<Record<KeepRule, readonly Rule[]>> = {
    ...{ oldest: [oldest], newest: [newest], shortest: [shortest] },
    'first-root': [],
  };
  const folderRank = ({ files: [main], layoutFolder }: Contender): number => {
    if (layoutFolder === undefined) return 2;
    const takenAt = facts.takenAt(main.copy);
    return isOwnDate(takenAt) && isFolderOf(layoutFolder, takenAt) ? 0 : 1;
  };
  const rules: readonly Rule[] = [
    { reason: 'gallery', compare: by(({ place }) => Number(place === 'drop folder')) },
    { reason: 'must-stay', compare: by(({ hold }) => Number(hold === undefined)) },
    ...first[keep],
    { reason: 'root', compare: by(({ files: [main] }) => main.copy.root) },
    { reason: 'layout', compare: by(({ place }) => Number(place === 'album')) },
    { reason: 'complete', compare: by(({ contents }) => -contents.size) },
    { reason: 'date', compare: by(folderRank) },
    { reason: 'name', compare: by(({ files: [main] }) => Number(!isPlainName(basename(main.copy.path)))) },
    oldest,
    shortest,
  ];
  return (a, b) => {
    for (const { reason, compare } of rules) {
      const order = compare(a, b);
      if (order !== 0) return { order, reason };
    }
    return { order: a.files[0].copy.path < b.files[0].copy.path ? -1 : 1, reason: 'path' };
  };
}

function by(rank: (contender: Contender) => number): Rule['compare'] {
  return (a, b) => rank(a) - rank(b);
}

function compareAge(a: FoundCopy, b: FoundCopy, { mtimeNs }: DedupeFacts): number {
  const between = a.identity.mtimeMs - b.identity.mtimeMs;
  if (between !== 0) return between;
  const [nsA, nsB] = [mtimeNs(a), mtimeNs(b)];
  return nsA < nsB ? -1 : nsA > nsB ? 1 : 0;
}
