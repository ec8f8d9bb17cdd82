import type { BackupFacts, SourceFile } from './backup-facts.js';
import { isUntouched, looksSame } from './judge-pair.js';

/**
 * The files whose content must be known before a backup can be planned: those that look the same to every tool and yet
 * were touched, those that may be at the target already under another name, and those that may be in doubt. What is sent
 * for another reason can be read when its turn comes.
 */
export function mustBeRead({ pairs, doubts }: BackupFacts): SourceFile[] {
  const sizesInDoubt = new Set(doubts.map(({ found }) => found.size));
  const sizesGone = new Set<number>();
  for (const { source, entry } of pairs) if (!source && entry) sizesGone.add(entry.fingerprint.size);
  const wanted: SourceFile[] = [];
  for (const { source, entry, drift } of pairs) {
    if (!source || source.hash !== undefined) continue;
    const mayBeMoved = !entry && drift === 'missing' && sizesGone.has(source.size);
    const mayBeEdited =
      entry !== undefined &&
      drift !== 'missing' &&
      !isUntouched(source, entry) &&
      (looksSame(source, entry) || drift === undefined);
    if (mayBeMoved || mayBeEdited || sizesInDoubt.has(source.size)) wanted.push(source);
  }
  return wanted;
}
