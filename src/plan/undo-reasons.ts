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
} as const;

export type UndoSkipReason = keyof typeof undoSkipReasons;
