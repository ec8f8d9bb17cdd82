/**
 * Why something that a run did was not taken back. The fixed list that `--json` promises; the text is how a summary
 * names a number of them.
 */
export const undoSkipReasons = {
  'already-undone': 'were taken back before',
  gone: 'are no longer where the run put them',
  changed: 'were changed since',
  'source-gone': 'stay in the Gallery, because the files they were copied from are gone',
  'source-changed': 'stay in the Gallery, because the files they were copied from were changed since',
  'folder-gone': 'have no folder to go back to',
  deleted: 'were deleted for good',
} as const;

export type UndoSkipReason = keyof typeof undoSkipReasons;
