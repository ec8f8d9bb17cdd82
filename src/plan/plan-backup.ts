import { createHash } from 'node:crypto';
import { fingerprintKey } from '../content/fingerprint.js';
import type {
  BackupFacts,
  BackupPlan,
  Doubt,
  Held,
  ManifestEntry,
  Sending,
  SourceFile,
} from './backup-facts.js';
import { matchMoves } from './backup-moves.js';
import type { Uncovered, UncoveredReason } from './choose-sends.js';
import { isTouched, judgePair, looksSame, type Verdict } from './judge-pair.js';

export interface BackupRules {
  /** share of what is backed up, 0 to 1, that may change or go at once; at least 50 files */
  readonly maxChanged: number;
  /** id of a plan whose changes and removals the user wants */
  readonly accept: string | undefined;
  /** why a file is not for this target, where it is not */
  readonly leaveOut?: (source: SourceFile) => UncoveredReason | undefined;
}

/** Fewer than these may always change: in a small Gallery every day's work is a large share. */
const alwaysAllowed = 50;

/**
 * Every file once: moved, sent, recorded, let go, left as it is, or held back. Nothing goes to a path that is taken. What
 * must be told apart has its hash (`mustBeRead`); an edit whose content is not known counts as a change.
 */
export function planBackup(facts: BackupFacts, { maxChanged, accept, leaveOut }: BackupRules): BackupPlan {
  const sorted = sort(facts, leaveOut);
  const { backedUp, unclear } = sorted;
  const moves = matchMoves(
    sorted.sends.flatMap(({ source, reason }) => (reason === 'new' ? [source] : [])),
    sorted.gone,
  );
  const moved = new Set(moves.flatMap(({ from, source }) => [from, source.path]));
  const sends = sorted.sends.filter(({ source }) => !moved.has(source.path));
  // Also where the bad file is gone for the moment: a repair may be under way.
  const open = [
    ...facts.doubts.filter(({ kind }) => kind !== 'trusted'),
    ...sorted.doubtful.map(({ doubt }) => doubt),
  ];
  const needed = new Set(open.map(({ good }) => fingerprintKey(good)));
  const gone = sorted.gone.filter(
    ({ path, fingerprint }) => !moved.has(path) && !needed.has(fingerprintKey(fingerprint)),
  );

  const changes = sends.filter((sending) => sorted.changes.has(sending));
  const isTooMuch = changes.length + gone.length > Math.max(alwaysAllowed, maxChanged * backedUp);
  const wouldHold: Held =
    isTooMuch || unclear.length === 0
      ? { because: 'too-many', changes, gone, of: backedUp }
      : { because: 'unclear', changes: unclear, gone: [], of: backedUp };
  const id = planId(wouldHold);
  const held = (isTooMuch || unclear.length > 0) && accept !== id ? wouldHold : undefined;
  const withheld = new Set(held?.changes);
  const released = sends.filter((sending) => !withheld.has(sending));
  return {
    ...{ id, moves, sends: released, held },
    gone: held?.because === 'too-many' ? [] : gone,
    present: sorted.present,
    // That all was touched must stay visible until the user has decided.
    refreshed: held && unclear.length > 0 ? [] : sorted.refreshed,
    doubtful: sorted.doubtful,
    uncovered: sorted.uncovered,
    bytes: released.reduce((sum, { source }) => sum + source.size, 0),
    unchanged: sorted.unchanged,
  };
}

/** Whether the Gallery holds nothing at all while the target does: a disk that is not mounted, most likely. */
export function isEmptied({ pairs, unchanged }: BackupFacts): boolean {
  if (unchanged > 0) return false;
  let isBackedUp = false;
  for (const { source, entry } of pairs) {
    if (source) return false;
    if (entry) isBackedUp = true;
  }
  return isBackedUp;
}

/** What the verdicts come to, each list in the order of paths. */
interface Sorted {
  readonly sends: Sending[];
  /** of those, the ones that take the place of another content at the target */
  readonly changes: Set<Sending>;
  /** of those again, the ones that cannot be told from damage */
  readonly unclear: Sending[];
  readonly gone: ManifestEntry[];
  readonly present: SourceFile[];
  readonly refreshed: SourceFile[];
  readonly doubtful: BackupPlan['doubtful'][number][];
  readonly uncovered: Uncovered[];
  readonly unchanged: number;
  /** how many files the target has, as far as is known */
  readonly backedUp: number;
}

function sort(facts: BackupFacts, leaveOut: BackupRules['leaveOut']): Sorted {
  const { judged, unchanged, backedUp, isTouchedAsAWhole } = judge(facts);
  const sorted: Sorted = {
    ...{ sends: [], changes: new Set(), unclear: [], gone: [], present: [], refreshed: [], doubtful: [] },
    uncovered: [],
    ...{ unchanged, backedUp },
  };
  for (const { verdict } of judged) if (verdict.is === 'gone') sorted.gone.push(verdict.entry);
  const kept = new Set(sorted.gone.map(({ fingerprint }) => fingerprintKey(fingerprint)));
  for (const { verdict, wasTouched } of judged) {
    if (verdict.is === 'present' || verdict.is === 'refreshed') sorted[verdict.is].push(verdict.source);
    else if (verdict.is === 'send') {
      const { sending } = verdict;
      const leftOut = leaveOut?.(sending.source);
      if (leftOut !== undefined) {
        sorted.uncovered.push({ source: sending.source, reason: leftOut });
        continue;
      }
      sorted.sends.push(sending);
      if (verdict.replaces) sorted.changes.add(sending);
      if (verdict.replaces && wasTouched && isTouchedAsAWhole) sorted.unclear.push(sending);
    } else if (verdict.is === 'doubtful') {
      const { source, doubt, isNew } = verdict;
      // Where nothing is that it could spoil, bad bytes are better than none.
      if (isNew && !kept.has(fingerprintKey(doubt.good))) sorted.sends.push({ source, reason: 'new' });
      else sorted.doubtful.push({ source, doubt });
    }
  }
  return sorted;
}

interface Judged {
  readonly path: string;
  readonly verdict: Verdict;
  readonly wasTouched: boolean;
}

function judge({ pairs, unchanged: leftOut, doubts }: BackupFacts) {
  const byContent = new Map(doubts.map((doubt) => [fingerprintKey(doubt.found), doubt]));
  const doubtOf = ({ size, hash }: SourceFile): Doubt | undefined =>
    hash === undefined ? undefined : byContent.get(fingerprintKey({ size, hash }));
  const judged: Judged[] = [];
  let [unchanged, backedUp, alike, touched] = [leftOut, leftOut, leftOut, 0];
  for (const pair of pairs) {
    const { source, entry, drift } = pair;
    const verdict = judgePair(pair, doubtOf);
    if (verdict.is === 'unchanged') unchanged++;
    else judged.push({ path: (source ?? entry)?.path ?? '', verdict, wasTouched: isTouched(pair) });
    if (entry !== undefined || drift !== 'missing') backedUp++;
    if (source && entry && looksSame(source, entry)) alike++;
    if (verdict.is === 'refreshed' && isTouched(pair)) touched++;
  }
  judged.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { judged, unchanged, backedUp, isTouchedAsAWhole: touched > alike / 2 };
}

/** The same for the same changes and removals, in whatever order they were found; another for any others. */
function planId({ changes, gone }: Held): string {
  const lines = [
    ...changes.map(({ source: { path, size, mtimeMs, ctimeMs, ino } }) => [
      'changed',
      path,
      size,
      mtimeMs,
      ctimeMs,
      ino,
    ]),
    ...gone.map(({ path, fingerprint: { size, hash } }) => ['gone', path, size, hash]),
  ].map((line) => JSON.stringify(line));
  const digest = createHash('sha256').update(lines.sort().join('\n')).digest();
  return digest.readBigUInt64BE().toString(36).padStart(8, '0').slice(-8);
}
