/**
 * Why a file was left where it is. The fixed list that `--json` promises: each is explained in
 * docs/json-output.md, and `text` is how the summary names a number of them.
 */
export const skipReasons = {
  hidden: 'hidden',
  syncthing: "Syncthing's own",
  pending: 'still being written by the phone',
  trashed: "in the phone's own trash",
  system: 'system files',
  partial: 'unfinished downloads',
  empty: 'empty files',
  excluded: 'excluded by the config',
  symlink: 'symbolic links',
  special: 'neither file nor folder',
  'not-media': 'not a picture or video',
  unsettled: 'changed within the settle time',
  changed: 'changed while being read',
  orphan: 'without their picture',
  album: 'in folders of your own',
  undone: 'of an import that was undone (import --reimport lets them in)',
  'duplicate-elsewhere': 'already in the Gallery, on another file system',
} as const;

export type SkipReason = keyof typeof skipReasons;

/** Why an item failed; the same promise. A failed item is where it was, and the run ends with exit code 3. */
export const failReasons = {
  unreadable: 'could not be read',
  'metadata-failed': 'exiftool could not read it',
  vanished: 'vanished meanwhile',
  changed: 'changed meanwhile',
  'target-taken': 'the target name was taken meanwhile',
  'no-space': 'no space left on the disk',
  'read-only': 'the file system is read-only',
  'not-permitted': 'permission denied',
  'not-identical': 'differs from the copy that would stay',
  'keep-missing': 'the copy that would stay is gone, or was changed',
  'companion-failed': 'a file that belongs to it could not go',
  'verify-failed': 'the copy read back differs from the source',
  'cannot-share': 'the file system cannot let both share their blocks',
  'hard-linked': 'has other names, which would not share with it',
  'name-too-long': 'the name is too long for the file system',
  'io-error': 'input/output error',
  interrupted: 'not reached before the run was interrupted',
} as const;

export type FailReason = keyof typeof failReasons;
