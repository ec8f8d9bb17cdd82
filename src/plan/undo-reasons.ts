/**
 * Why something that a run did was not taken back. The fixed list that `--json` promises; the text is how a summary
 * names a number of them.
 */
export const undoSkipReasons = {
  'already-undone': 'taken back before',
  gone: 'no longer where they were put',
  changed: 'changed since',
  'source-gone': 'copied from files that are gone',
  'source-changed': 'copied from files that were changed since',
  'folder-gone': 'from folders that are gone',
  deleted: 'deleted for good',
  'shares-blocks': 'as they were, but for blocks that they share',
} as const;

/** Why something stays in the trash that was to be deleted; the same promise. */
export const trashSkipReasons = { 'only-copy': 'which nothing else holds' } as const;

export type TrashSkipReason = keyof typeof trashSkipReasons;

export type UndoSkipReason = keyof typeof undoSkipReasons;
