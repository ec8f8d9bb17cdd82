import { type Contender, isSidecar, twinOf } from './contender.js';
import type { LeftReason } from './dedupe-reasons.js';
import type { DedupeFacts, DedupeRules } from './dedupe-rules.js';

/** What becomes of an asset: it goes, because another one holds all that it does, or it stays. */
export type Fate =
  | {
      readonly goesFor: Contender;
      /** the first of those that go together with it or not at all: it shares files with them by hard links */
      readonly goesWith: Contender;
    }
  /** why, where another one ranks before it */
  | { readonly staysBecause: LeftReason };

export type Fates = ReadonlyMap<Contender, Fate>;

/**
 * Decides about each asset, the best first: it goes if one that was decided before, and stays, holds all its contents.
 * What shares a file by hard links goes together or stays together.
 *
 * @param ranked every asset of a cluster, the best first
 * @returns one fate for each, those that go together one after the other
 */
export function decideFates(
  ranked: readonly Contender[],
  { action, allFiles }: Pick<DedupeRules, 'action' | 'allFiles'>,
  facts: Pick<DedupeFacts, 'reflinkHindrance'>,
): Fates {
  const fates = new Map<Contender, Fate>();
  const rankOf = new Map(ranked.map((contender, rank) => [contender, rank]));
  const stayingWith = new Map<string, Contender[]>();

  function fateOf(contender: Contender): Fate {
    const { hold, place, contents } = contender;
    if (hold) return { staysBecause: hold };
    if (place === 'album') return { staysBecause: 'album' };
    if (!allFiles && isLone(contender)) return { staysBecause: 'companions' };
    const holders = shortest([...contents].map((content) => stayingWith.get(content) ?? [])).filter(
      (other) => isBefore(other, contender) && mayReplace(other, contender),
    );
    const hindrances = holders.map((other) => hindranceOf(contender, other));
    const keeper = holders[hindrances.indexOf(undefined)];
    if (keeper) return { goesFor: keeper, goesWith: contender };
    return { staysBecause: hindrances[0] ?? 'companions' };
  }

  function hindranceOf({ files }: Contender, other: Contender): LeftReason | undefined {
    if (action !== 'reflink') return undefined;
    const hindrances = files.map((file) => facts.reflinkHindrance(file.copy, twinOf(file, other).copy));
    const real = hindrances.find((one) => one !== undefined && one !== 'shares-blocks');
    // What an interruption left of an asset is still to be done.
    return real ?? (hindrances.includes(undefined) ? undefined : 'shares-blocks');
  }

  function isBefore(a: Contender, b: Contender): boolean {
    return (rankOf.get(a) as number) < (rankOf.get(b) as number);
  }

  for (const unit of linkedUnits(ranked)) {
    const wishes = unit.map((contender) => [contender, fateOf(contender)] as const);
    const goes = wishes.every(([, wish]) => 'goesFor' in wish);
    for (const [contender, wish] of wishes) {
      if ('staysBecause' in wish) fates.set(contender, wish);
      else
        fates.set(
          contender,
          goes ? { ...wish, goesWith: unit[0] as Contender } : { staysBecause: 'hard-link' },
        );
      if (goes) continue;
      for (const content of contender.contents) append(stayingWith, content, contender);
    }
  }
  return fates;
}

function shortest(lists: readonly (readonly Contender[])[]): readonly Contender[] {
  return lists.reduce((least, list) => (list.length < least.length ? list : least));
}

/** An album makes no copy in a folder of the layout go; beside another picture, a sidecar's bytes say nothing. */
function mayReplace(other: Contender, contender: Contender): boolean {
  if (other.place === 'album' && contender.place === 'layout') return false;
  if (other.hasPicture && isLone(contender)) return false;
  return [...contender.contents].every((content) => other.contents.has(content));
}

/** Whether it is nothing but sidecars, whose picture is elsewhere. */
function isLone({ files }: Contender): boolean {
  return files.every(isSidecar);
}

/** Assets that share files by hard links, put together, each lot where its best one ranks. */
function linkedUnits(ranked: readonly Contender[]): Contender[][] {
  const linkedTo = new Map<Contender, Contender>();
  const headOf = (contender: Contender): Contender => {
    const next = linkedTo.get(contender);
    return next ? headOf(next) : contender;
  };
  const firstWith = new Map<string, Contender>();
  for (const contender of ranked) {
    for (const { inode } of contender.files) {
      const [own, other] = [headOf(contender), headOf(firstWith.get(inode) ?? contender)];
      if (own !== other) linkedTo.set(own, other);
      if (!firstWith.has(inode)) firstWith.set(inode, contender);
    }
  }
  const units = new Map<Contender, Contender[]>();
  for (const contender of ranked) {
    append(units, headOf(contender), contender);
  }
  return [...units.values()];
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
