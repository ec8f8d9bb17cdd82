import { isSyncConflict } from '../scan/sync-conflict.js';
import { splitName } from '../scan/file-name.js';

/** `copy` as file managers write it: English, German and Dutch, Spanish and Italian, Portuguese, French, Nordic, Polish. */
const copy = 'cop(?:y|ia|ie)|cópia|kopi(?:e|a|o)?';

/** What programs add to a name when the plain one is taken. */
const additions = [
  // browsers, Windows, photokeep itself: `IMG_1 (2)`, `IMG_1(1)`; Android: `IMG_1~2`
  /\s*\(\d+\)$/,
  /~\d+$/,
  // `IMG_1-copy`, `IMG_1 copy 2`, `IMG_1 - Kopie (3)`; GNOME's `IMG_1 (copia)` and `IMG_1 (3rd copy)`
  new RegExp(String.raw`[\s._-](?:${copy})[\s_-]*(?:\d+|\(\d+\))?$`, 'iu'),
  new RegExp(String.raw`\([^()]*\b(?:${copy})(?:\s*\d+)?\)$`, 'iu'),
  // `Copy of IMG_1`, `Kopie von IMG_1`, `Copy (2) of IMG_1`
  new RegExp(String.raw`^(?:${copy})\s*(?:\(\d+\)\s*)?(?:of|von|van|de|di|af|av|z)\s`, 'iu'),
  // Dropbox: `IMG_1 (Ana's conflicted copy 2021-05-18)`; Nextcloud: `IMG_1_conflict-20210518-101112`
  /conflicted copy/i,
  /[ _-]conflict-\d{8}/i,
];

/** Whether a file has the name that it was given first, as far as the name shows: nothing says that it is a copy. */
export function isPlainName(name: string): boolean {
  const stem = splitName(name).stem.normalize('NFC');
  return !isSyncConflict(name) && !additions.some((addition) => addition.test(stem));
}
