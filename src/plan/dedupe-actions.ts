import type { Fingerprint } from '../content/fingerprint.js';
import type { DeleteAction, ReflinkAction, TrashAction } from './actions.js';
import { type Contender, type ContenderFile, twinOf } from './contender.js';
import type { Fates } from './decide-fates.js';
import type { DedupeFacts, DedupeRules } from './dedupe-rules.js';

/** What lets a duplicate go. */
export type Removal = TrashAction | DeleteAction | ReflinkAction;

interface Acting extends Pick<DedupeRules, 'trashPath'> {
  readonly action: Removal['kind'];
}

/** The asset that stays in place of one that goes. */
export function keeperOf(contender: Contender, fates: Fates): Contender | undefined {
  const fate = fates.get(contender);
  return fate && 'goesFor' in fate ? fate.goesFor : undefined;
}

/**
 * What lets the files of assets go for which another one stays, asset by asset; nothing where they are only reported.
 *
 * @param firstId number of the first action
 */
export function removalsOf(fates: Fates, rules: DedupeRules, facts: DedupeFacts, firstId: number): Removal[] {
  const { action } = rules;
  if (action === 'report') return [];
  const removals: Removal[] = [];
  const togetherOf = new Map<Contender, number>();
  for (const [contender, fate] of fates) {
    if (!('goesFor' in fate)) continue;
    const asset = firstId + removals.length;
    const together = togetherOf.get(fate.goesWith) ?? asset;
    togetherOf.set(contender, together);
    for (const file of contender.files) {
      const numbers = { id: firstId + removals.length, asset, together };
      removals.push(removalOf(file, fate.goesFor, numbers, { ...rules, action }, facts));
    }
  }
  return removals;
}

function removalOf(
  file: ContenderFile,
  keeper: Contender,
  { id, asset, together }: { readonly id: number; readonly asset: number; readonly together: number },
  { action, trashPath }: Acting,
  facts: DedupeFacts,
): Removal {
  const { copy, name } = file;
  const { takenAt, key = name.key, contentId } = facts.known(copy);
  const { role } = name;
  const base = {
    ...{ id, together, source: copy.path, identity: copy.identity, keep: twinOf(file, keeper).copy.path },
    // What nothing else can hold stays.
    fingerprint: copy.fingerprint as Fingerprint,
    ...(takenAt && { takenAt }),
    ...(role !== 'other' && {
      asset: { number: asset, role, key, ...(contentId !== undefined && { contentId }) },
    }),
  };
  return action === 'trash' ? { ...base, kind: action, target: trashPath(copy) } : { ...base, kind: action };
}
