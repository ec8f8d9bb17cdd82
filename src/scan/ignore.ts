import type { SkipReason } from './reasons.js';

/** Names that are nobody's pictures, first match decides. Matched against the base name of files and folders. */
const ignoredNames: readonly [RegExp, SkipReason][] = [
  // Syncthing: folder markers, ignore patterns, versions; files under way (docs.syncthing.net/users/syncing).
  [/^\.syncthing\..*\.tmp$/i, 'syncthing'],
  [/^~syncthing~.*\.tmp$/i, 'syncthing'],
  [/^\.st/, 'syncthing'],
  // Android's MediaStore names files so while an app writes them or after the user removed them.
  [/^\.pending-/i, 'pending'],
  [/^\.trashed-/i, 'trashed'],
  [/^(@eadir|\.@__thumb|\.thumbnails|thumbs\.db|ehthumbs\.db|desktop\.ini|\.ds_store|\.nomedia)$/i, 'system'],
  [/^(\$recycle\.bin|system volume information|lost\+found|#recycle)$/i, 'system'],
  // AppleDouble resource forks, written beside every file by macOS on exFAT and network disks.
  [/^\._/, 'system'],
  [/^\./, 'hidden'],
  [/\.(part|partial|crdownload|download|opdownload|filepart|tmp)$/i, 'partial'],
];

/** All of them in one, whatever the case: most names pass it, and ten patterns for each would take a good part of a walk. */
const maybeIgnored = new RegExp(ignoredNames.map(([{ source }]) => source).join('|'), 'i');

/** Why a file or folder of this name is left alone, or undefined when its content decides. */
export function ignoredBecause(name: string): SkipReason | undefined {
  if (!maybeIgnored.test(name)) return undefined;
  return ignoredNames.find(([pattern]) => pattern.test(name))?.[1];
}
