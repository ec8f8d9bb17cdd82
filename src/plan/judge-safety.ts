// Whether the last place that a picture is in may be left: what `status --safe` says, from facts alone. It says `safe`
// for nothing that is not proven; whatever is missing, old or in doubt speaks against it.

/** What is known of a content at one target. */
export interface CopyThere {
  readonly target: string;
  /** the disks or the machine that it is on; undefined where it may be lost together with the Gallery */
  readonly apart: readonly string[] | undefined;
  /**
   * whether the target was seen just now with the file in it, is away and was reached lately, or was not reached for
   * long; `missing`: it is there, and the file is not
   */
  readonly reached: 'now' | 'lately' | 'long ago' | 'missing';
  /** milliseconds since 1970 when the bytes were last read back there and were right; undefined: only sent */
  readonly provenMs: number | undefined;
  /** whether they were found wrong since */
  readonly isWrong: boolean;
}

/** Where a file with the content lies that is not in the Gallery. */
export type Waits = 'drop-folder' | 'held' | 'folder';

/** All that is asked about a content. */
export interface ContentFacts {
  /** what the Gallery has: the content in a file that was looked at just now; in one that is in doubt; or not at all */
  readonly gallery: 'held' | 'doubtful' | 'unreadable' | 'none' | 'same-file';
  readonly copies: readonly CopyThere[];
  /** where else it lies, when not in the Gallery */
  readonly waits?: Waits;
}

/** What is asked for. */
export interface SafetyRules {
  /** how many backups on other disks or machines have to have it */
  readonly copies: number;
  /** milliseconds since 1970; undefined when the clock is not to be trusted, and no proof counts */
  readonly nowMs: number | undefined;
}

/** Why a content is not safe. The fixed list that `--json` promises. */
export const unsafeReasons = {
  arriving: 'arriving just now',
  waiting: 'not imported yet',
  'not-imported': 'not in the Gallery: never imported, or deleted or edited there since',
  held: 'held back: it was removed from the Gallery before; see photokeep held list',
  'not-in-gallery': 'not in the Gallery as it came: deleted or edited there, or not known there yet',
  'same-file': 'it is the file in the Gallery itself',
  doubtful: 'rotten or in doubt in the Gallery: photokeep verify --repair',
  unreadable: 'could not be read',
  changed: 'changed while it was being read',
  'left-out': 'not looked at: no picture or video by its name, or no plain file',
  'not-sent': 'not in a backup, or not in enough of them',
  'same-disk': 'only in backups that are, or may be, on the same disk or machine as the Gallery',
  'not-proven': 'sent, not read back yet',
  'proof-too-old': 'read back too long ago',
  'not-reached': 'the backup was not reached for long',
  'missing-there': 'gone at the backup',
  wrong: 'found wrong at the backup',
} as const;
export type UnsafeReason = keyof typeof unsafeReasons;

export type Safety =
  | { readonly is: 'safe' }
  | {
      readonly is: 'unsafe';
      readonly reason: UnsafeReason;
      /** the backup that came nearest */
      readonly target?: string;
    };

const dayMs = 86_400_000;
/** A disk that nobody has read from for a year proves nothing about today. */
const proofHoldsMs = 365 * dayMs;

/** Judges one content. The reason is what is nearest to being mended. */
export function judgeSafety({ gallery, copies, waits }: ContentFacts, rules: SafetyRules): Safety {
  if (gallery === 'none') return { is: 'unsafe', reason: waits ? waitingReasons[waits] : 'not-in-gallery' };
  if (gallery !== 'held') return { is: 'unsafe', reason: gallery };
  const judged = copies.map((copy) => ({ copy, lacks: lackOf(copy, rules) }));
  const good = judged.filter(({ lacks }) => lacks === undefined);
  if (independent(good.map(({ copy }) => copy.apart ?? [])) >= rules.copies) return { is: 'safe' };
  const nearest = lacks
    .map((reason) => judged.find((each) => each.lacks === reason))
    .find((each) => each !== undefined);
  if (!nearest?.lacks) return { is: 'unsafe', reason: 'not-sent' };
  return { is: 'unsafe', reason: nearest.lacks, target: nearest.copy.target };
}

/** How many of them have nothing in common: no disk that fails takes two. */
function independent(copies: readonly (readonly string[])[]): number {
  const taken = new Set<string>();
  let count = 0;
  for (const on of copies.toSorted((a, b) => a.length - b.length)) {
    if (on.length === 0 || on.some((each) => taken.has(each))) continue;
    for (const each of on) taken.add(each);
    count++;
  }
  return count;
}

const waitingReasons = { 'drop-folder': 'waiting', held: 'held', folder: 'not-imported' } as const;

type Lack = 'not-proven' | 'proof-too-old' | 'not-reached' | 'missing-there' | 'wrong' | 'same-disk';

/** What speaks against a copy, from what is nearest to being one on. */
const lacks: readonly Lack[] = [
  'not-proven',
  'proof-too-old',
  'not-reached',
  'wrong',
  'missing-there',
  'same-disk',
];

function lackOf({ apart, reached, provenMs, isWrong }: CopyThere, { nowMs }: SafetyRules): Lack | undefined {
  if (apart === undefined) return 'same-disk';
  if (isWrong) return 'wrong';
  if (reached === 'missing') return 'missing-there';
  if (reached === 'long ago') return 'not-reached';
  // One from the future was written by a clock that nobody can trust.
  if (provenMs === undefined || nowMs === undefined || provenMs > nowMs + dayMs) return 'not-proven';
  return provenMs < nowMs - proofHoldsMs ? 'proof-too-old' : undefined;
}

/** Reasons that time or a command mends: a date up to which all is safe lies before them. The others have to be looked at. */
const lasting: ReadonlySet<UnsafeReason> = new Set(['not-in-gallery', 'held', 'left-out', 'same-file']);

export function isLasting(reason: UnsafeReason): boolean {
  return lasting.has(reason);
}

/** A judged content, with the day on which it was taken. */
export interface DatedSafety {
  readonly safety: Safety;
  /** `2024-05-18`; undefined where it is not known */
  readonly day: string | undefined;
}

/**
 * The last day up to which everything is safe, but for what is listed as deleted, edited or held back.
 *
 * Two days before the first that is not: a phone shows days in its own time zone, and a zone may be 26 hours from another.
 *
 * @returns undefined when there is none, or when one that is not safe may be of any day
 */
export function safeUntil(judged: readonly DatedSafety[]): string | undefined {
  const blocking = judged.filter(({ safety }) => safety.is === 'unsafe' && !isLasting(safety.reason));
  const safeDays = judged
    .flatMap(({ safety, day }) => (safety.is === 'safe' && day !== undefined ? [day] : []))
    .sort();
  const [first, last] = [safeDays[0], safeDays.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (blocking.length === 0) return last;
  const days = blocking.map(({ day }) => day);
  if (days.some((day) => day === undefined)) return undefined;
  const [earliest = ''] = (days as string[]).sort();
  const until = new Date(Date.parse(`${earliest}T00:00:00Z`) - 2 * dayMs).toISOString().slice(0, 10);
  if (until < first) return undefined;
  return until < last ? until : last;
}
