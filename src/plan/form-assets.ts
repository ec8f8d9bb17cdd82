import type { Fingerprint } from '../content/fingerprint.js';
import { mayBeSameMoment } from '../dates/same-moment.js';
import type { TakenAt } from '../dates/taken-at.js';
import { type AssetName, pictureTail } from '../scan/asset-name.js';
import { foldName } from '../scan/file-name.js';
import type { FileIdentity } from '../scan/identity.js';

/** What a file is within its asset. */
export type Role = 'still' | 'raw' | 'video' | 'sidecar';

/** A file of an asset, with all that decides where it belongs. */
export interface Member {
  readonly path: string;
  readonly identity: FileIdentity;
  readonly fingerprint: Fingerprint;
  readonly name: AssetName;
  readonly role: Role;
  /** by its own metadata, name and times alone; undefined for a file without any acceptable date */
  readonly takenAt: TakenAt | undefined;
  /** Apple's ContentIdentifier, the same in both halves of a Live Photo */
  readonly contentId?: string;
  readonly notes: readonly string[];
}

/** As much of a member as decides with whom it goes. */
type Parts = Pick<Member, 'path' | 'name' | 'role' | 'takenAt' | 'contentId'>;

/**
 * Splits files of one folder and one stem into assets, the main file of each first. Names nominate, dates decide:
 * two pictures that merely share a name stay two. Sidecars without a picture make an asset of their own.
 */
export function formAssets<M extends Parts>(members: readonly M[]): M[][] {
  const pictures = members.filter(({ role }) => role !== 'sidecar').sort(byRank);
  const assets: M[][] = [];
  for (const picture of pictures) {
    const asset = assets.find((one) => one.every((other) => belongTogether(other, picture)));
    if (asset) asset.push(picture);
    else assets.push([picture]);
  }
  for (const sidecar of members.filter(({ role }) => role === 'sidecar')) {
    const asset = assets.length === 0 ? undefined : assetOfSidecar(assets, sidecar);
    if (asset) asset.push(sidecar);
    else assets.push([sidecar]);
  }
  return assets;
}

/** The still decides for its RAW, its video and its edits; what was edited comes after what the camera made. */
const ranks: Readonly<Record<Role, number>> = { still: 0, raw: 1, video: 2, sidecar: 3 };

function byRank(a: Parts, b: Parts): number {
  return (
    Number(a.name.mark !== '') - Number(b.name.mark !== '') ||
    ranks[a.role] - ranks[b.role] ||
    (a.path < b.path ? -1 : 1)
  );
}

function belongTogether(a: Parts, b: Parts): boolean {
  if (a.contentId !== undefined && b.contentId !== undefined && a.role !== b.role)
    return a.contentId === b.contentId;
  const isSecondVideo = a.role === 'video' && b.role === 'video' && a.name.mark === b.name.mark;
  return !isSecondVideo && mayBeSameMoment(a.takenAt, b.takenAt);
}

/** `x.jpg.xmp` is of `x.jpg`; `x.xmp` of the RAW, which has no room for metadata of its own, else of the main file. */
function assetOfSidecar<M extends Parts>(assets: readonly M[][], { name }: Parts): M[] | undefined {
  const holding = (test: (member: Parts) => boolean): M[] | undefined =>
    assets.find((asset) => asset.some(test));
  const picture = pictureTail(name);
  const wanted: Role = /\.(lrv|thm)$/i.test(name.tail) ? 'video' : 'raw';
  return (
    (picture === '' ? undefined : holding((member) => foldName(member.name.tail) === picture)) ??
    (name.mark === '' ? undefined : holding((member) => member.name.mark !== '')) ??
    holding(({ role }) => role === wanted) ??
    assets[0]
  );
}
