import { lstatSync } from 'node:fs';
import { relative } from 'node:path';
import { fingerprintKey } from '../content/fingerprint.js';
import { isOwnDate } from '../dates/same-moment.js';
import type { TakenAt } from '../dates/taken-at.js';
import { isUnchanged } from '../library/catalog.js';
import { isInGallery } from '../library/paths.js';
import type { Contender } from '../plan/contender.js';
import { decidingDates } from '../plan/deciding-dates.js';
import type { LeftReason } from '../plan/dedupe-reasons.js';
import type { DedupeFacts, KnownFile } from '../plan/dedupe-rules.js';
import type { FoundCopy } from '../plan/duplicates.js';
import { fsPath } from '../system/fs-path.js';
import type { Run } from './run.js';

/** Reads when pictures were taken, from their metadata and names alone. */
export type ReadDates = (paths: readonly string[]) => Promise<ReadonlyMap<string, TakenAt | undefined>>;

/** Looks up what the plans for these clusters, each by its assets, will ask. exiftool is asked only for dates that decide. */
export async function gatherDedupeFacts(
  clusters: readonly (readonly Contender[])[],
  { catalog, paths }: Pick<Run, 'catalog' | 'paths'>,
  readDates: ReadDates,
): Promise<DedupeFacts> {
  const known = ({ path, identity }: FoundCopy): KnownFile => {
    const row = isInGallery(path, paths) ? catalog.byPath(relative(paths.gallery, path)) : undefined;
    if (!row || isUnchanged(row.identity, identity)) return row ?? {};
    // Somebody wrote to the file since: its date may be another.
    const { key, contentId } = row;
    return { ...(key !== undefined && { key }), ...(contentId !== undefined && { contentId }) };
  };
  const groups = clusters.flatMap(decidingDates);
  const dates = await datesOf(groups, known, readDates);
  return {
    known,
    // One for all copies: else the one that import knows would win in the folder of both.
    takenAt: (copy) => dates.get(contentOf(copy)),
    mtimeNs,
    reflinkHindrance(copy, keep): LeftReason | undefined {
      if (copy.identity.dev !== keep.identity.dev) return 'other-device';
      if (lstatSync(fsPath(copy.path), { throwIfNoEntry: false })?.nlink !== 1) return 'hard-link';
      const before = catalog.remembered(copy.path);
      const isShared =
        before?.reason === 'shares-blocks' &&
        before.keep === keep.path &&
        isUnchanged(before.identity, copy.identity);
      return isShared ? 'shares-blocks' : undefined;
    },
  };
}

/** One date for each content of which there are several copies: all of them are of one picture. */
async function datesOf(
  groups: readonly (readonly FoundCopy[])[],
  known: (copy: FoundCopy) => KnownFile,
  readDates: ReadDates,
): Promise<Map<string, TakenAt>> {
  const dates = new Map<string, TakenAt>();
  const learn = (copy: FoundCopy, date: TakenAt | undefined): void => {
    const content = contentOf(copy);
    if (isOwnDate(date) && !dates.has(content)) dates.set(content, date);
  };
  const undated = (): (readonly FoundCopy[])[] =>
    groups.filter(([first]) => first && !dates.has(contentOf(first)));
  const ask = async (copies: readonly FoundCopy[]): Promise<void> => {
    const answers = await readDates(copies.map(({ path }) => path));
    for (const copy of copies) learn(copy, answers.get(copy.path));
  };
  for (const copy of groups.flat()) learn(copy, known(copy).takenAt);
  await ask(undated().flatMap(([first]) => first ?? []));
  // What is in the file is in all of them; but a date may also be in the name of one.
  await ask(undated().flatMap(([, ...others]) => others));
  return dates;
}

function contentOf({ path, fingerprint }: FoundCopy): string {
  return fingerprint ? fingerprintKey(fingerprint) : path;
}

function mtimeNs({ path, identity }: FoundCopy): bigint {
  const stats = lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
  return stats?.mtimeNs ?? BigInt(Math.round(identity.mtimeMs * 1e6));
}
