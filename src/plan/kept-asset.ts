import { basename, dirname } from 'node:path';
import { isOwnDate, isSameMoment } from '../dates/same-moment.js';
import type { TakenAt } from '../dates/taken-at.js';
import { readAssetName } from '../scan/asset-name.js';
import type { Member } from './form-assets.js';
import type { ImportFacts, KeptFile, Place } from './import-facts.js';

/** Where a Gallery file's asset lies. @param path absolute */
export function placeOf(path: string): Place {
  return { folder: dirname(path), stem: readAssetName(basename(path)).stem };
}

/**
 * The asset in the Gallery that these members are part of, if any: one that has a copy of a picture of theirs, else
 * one with the same ContentIdentifier, else one that came under the same stem and was taken at the same moment.
 * Sidecars that come alone belong to the only asset that came under their stem.
 */
export function findKept(
  members: readonly Member[],
  takenAt: TakenAt | undefined,
  facts: ImportFacts,
): Place | undefined {
  const pictures = members.filter(({ role }) => role !== 'sidecar');
  const copy = pictures.flatMap(({ fingerprint }) => facts.copiesOf(fingerprint))[0];
  if (copy !== undefined) return placeOf(copy);
  const { contentId } = members.find((member) => member.contentId !== undefined) ?? {};
  const otherHalf = contentId === undefined ? undefined : facts.keptByContentId(contentId)[0];
  if (otherHalf) return placeOf(otherHalf.path);
  const sameStem = facts.keptByKey(members[0]?.name.key ?? '');
  if (pictures.length === 0) return onlyPlace(sameStem);
  if (!isOwnDate(takenAt)) return undefined;
  const match = sameStem.find((kept) => isOwnDate(kept.takenAt) && isSameMoment(kept.takenAt, takenAt));
  return match && placeOf(match.path);
}

function onlyPlace(files: readonly KeptFile[]): Place | undefined {
  const places = new Map(
    files.map(({ path }) => [`${dirname(path)}/${readAssetName(basename(path)).key}`, placeOf(path)]),
  );
  return places.size === 1 ? [...places.values()][0] : undefined;
}
