import { basename, dirname } from 'node:path';
import { isOwnDate, isSameMoment } from '../dates/same-moment.js';
import type { TakenAt } from '../dates/taken-at.js';
import { pictureTail, readAssetName } from '../scan/asset-name.js';
import { foldName } from '../scan/file-name.js';
import type { Member } from './form-assets.js';
import type { ImportFacts, KeptFile, Place } from './import-facts.js';

/** Where a Gallery file's asset lies. @param path absolute */
export function placeOf(path: string): Place {
  return { folder: dirname(path), stem: readAssetName(basename(path)).stem };
}

/**
 * The asset in the Gallery that these members are part of, if any: one that has a copy of a picture of theirs, else
 * one with the same ContentIdentifier, else one that came under the same stem, was taken at the same moment, and has
 * no other identifier.
 * A sidecar that comes alone belongs to the only asset that came under its stem; one with the whole name of its picture
 * to the only one with such a picture.
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
  const sameStem = [...facts.keptByKey(members[0]?.name.key ?? '')].sort(byTelling);
  if (pictures.length === 0) return onlyPlace(sameStem, pictureTail(members[0]?.name ?? { tail: '' }));
  if (!isOwnDate(takenAt)) return undefined;
  const match = sameStem
    .filter((kept) => contentId === undefined || (kept.contentId ?? contentId) === contentId)
    .find((kept) => isOwnDate(kept.takenAt) && isSameMoment(kept.takenAt, takenAt));
  return match && placeOf(match.path);
}

/** Pictures tell where an asset is; sidecars lie under other stems too (`x (2).xmp`). Then a name without a number. */
function byTelling(a: KeptFile, b: KeptFile): number {
  const [one, other] = [a, b].map(({ path }) => basename(path)) as [string, string];
  return (
    Number(isSidecar(one)) - Number(isSidecar(other)) ||
    one.length - other.length ||
    (a.path < b.path ? -1 : 1)
  );
}

function isSidecar(name: string): boolean {
  return readAssetName(name).role === 'sidecar';
}

/** @param tail that the picture must have, unless it is empty */
function onlyPlace(files: readonly KeptFile[], tail: string): Place | undefined {
  const pictures = files.filter(({ path }) => !isSidecar(basename(path)));
  const telling = (pictures.length > 0 ? pictures : files).filter(
    ({ path }) => tail === '' || foldName(readAssetName(basename(path)).tail).startsWith(tail),
  );
  const places = new Map(
    telling.map(({ path }) => [`${dirname(path)}/${readAssetName(basename(path)).key}`, placeOf(path)]),
  );
  return places.size === 1 ? [...places.values()][0] : undefined;
}
