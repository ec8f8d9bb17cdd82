import type { BackupFacts, SourceFile } from './backup-facts.js';
import { isUntouched, looksSame } from './judge-pair.js';

/**
 * The files whose content must be known before a backup can be planned: those that look the same to every tool and yet
 * were touched, those that may be at the target already under another name, and those that may be in doubt. What is sent
 * for another reason can be read when its turn comes.
 */
export function mustBeRead({ pairs, doubts }: BackupFacts): SourceFile[] {
  const all = [...pairs];
  const sizesGone = new Set(
    all.flatMap(({ source, entry }) => (!source && entry ? [entry.fingerprint.size] : [])),
  );
  const sizesInDoubt = new Set(doubts.map(({ found }) => found.size));
  return all.flatMap(({ source, entry, drift }) => {
    if (!source || source.hash !== undefined) return [];
    const { size } = source;
    const isWanted =
      sizesInDoubt.has(size) ||
      (entry === undefined
        ? drift === 'missing' && sizesGone.has(size)
        : drift !== 'missing' &&
          !isUntouched(source, entry) &&
          (looksSame(source, entry) || drift === undefined));
    return isWanted ? [source] : [];
  });
}
