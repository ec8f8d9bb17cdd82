import {
  chosenDate,
  type DateCandidate,
  type DateEvidence,
  dateRanks,
  type DateRules,
  datesOnOffer,
  type TakenAt,
} from './taken-at.js';
import type { Metadata } from './metadata.js';

/** What a file is within its asset. Every asset has a still, a RAW or a video; `sidecar` is an XMP or a THM. */
export type AssetRole = 'still' | 'raw' | 'video' | 'sidecar';

/** What is known about one file of an asset. */
export interface AssetMember {
  readonly role: AssetRole;
  /** base name */
  readonly name: string;
  /** modification time in milliseconds since 1970 */
  readonly mtimeMs: number;
  readonly metadata: Metadata;
}

/** The one date of an asset, and how it came about. */
export interface AssetDates {
  readonly takenAt: TakenAt | undefined;
  readonly chosen: DateCandidate | undefined;
  /** all dates of all members, best first */
  readonly dates: readonly DateCandidate[];
}

const byPriority = ['still', 'raw', 'video'] as const;

/**
 * The date that all files of an asset share, so that a Live Photo and its video never part.
 *
 * A better kind of source beats a better member: the video's own date comes before the file name of the still.
 * Among dates of one kind the still's comes first, then the RAW's, then the video's.
 */
export function takenAtOfAsset(members: readonly AssetMember[], rules: DateRules): AssetDates {
  const sidecars = members.filter(({ role }) => role === 'sidecar');
  const own = byPriority.flatMap((role) => members.filter((member) => member.role === role));
  let still: TakenAt | undefined;
  const offers = own.flatMap((member, index) => {
    const evidence: DateEvidence = {
      ...{ kind: member.role === 'video' ? 'video' : 'picture', still },
      ...{ name: member.name, mtimeMs: member.mtimeMs, metadata: member.metadata },
      // They are about the whole asset; once is enough.
      sidecars: index === 0 ? sidecars : [],
    };
    const dates = datesOnOffer(evidence, rules);
    still ??= chosenDate(dates)?.takenAt;
    return dates;
  });
  const dates = dateRanks.flatMap((rank) => offers.filter((date) => date.rank === rank)).filter(isNews);
  const chosen = chosenDate(dates);
  return { takenAt: chosen?.takenAt, chosen, dates };
}

/** Members share their stem, and so what it says. */
function isNews({ rank, takenAt }: DateCandidate, index: number, all: readonly DateCandidate[]): boolean {
  return (
    rank !== 'name' ||
    !all.slice(0, index).some((date) => date.rank === 'name' && date.takenAt?.local === takenAt?.local)
  );
}

/**
 * Whether sidecars that were not read yet could change the date that was chosen without them: reading one takes as
 * long as reading a picture.
 */
export function maySidecarsDecide({ chosen }: AssetDates): boolean {
  if (chosen?.rank !== 'embedded' || chosen.known !== undefined) return true;
  // An XMP may have the position, a THM may show that the camera does not write UTC.
  return chosen.zone !== undefined && chosen.zone.from !== 'value' && chosen.zone.from !== 'camera';
}
