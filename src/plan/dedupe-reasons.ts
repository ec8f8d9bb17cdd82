/**
 * Why one copy stays rather than another: the rule that told them apart, in the order in which the rules are asked.
 * The fixed list that `--json` promises; the text is how a report gives the reason.
 */
export const keepReasons = {
  gallery: 'in the Gallery, not in a drop folder',
  'must-stay': 'must stay anyway',
  newest: 'the newest',
  root: 'in the folder that comes first',
  layout: 'not in an album',
  complete: 'with companions that the others lack',
  date: 'in the folder of its date',
  name: 'the plainest name',
  oldest: 'the oldest',
  shortest: 'the shortest path',
  path: 'first in the alphabet',
} as const;

export type KeepReason = keyof typeof keepReasons;

/** Why a copy stays although another one stays too; the same promise. The text is how a summary names a number of them. */
export const leftReasons = {
  album: 'in folders of your own (--albums)',
  protected: 'protected',
  companions: 'with companions that the copy which stays lacks',
  'hard-link': 'hard links',
  'other-library': 'in another library',
  fuse: 'on a FUSE file system',
  'other-device': 'on another disk than the copy which stays',
  'shares-blocks': 'sharing their space already',
} as const;

export type LeftReason = keyof typeof leftReasons;
