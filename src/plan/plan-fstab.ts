import {
  appendLine,
  type FoundEntry,
  type FstabEntry,
  fstabLine,
  readFstab,
  removeLine,
} from '../system/fstab-text.js';

/**
 * What is to become of an fstab. `there`: the same disk is at the same mount point already; `taken`: the disk or the
 * mount point has an entry that says something else.
 */
export type FstabPlan =
  | { readonly kind: 'change'; readonly text: string; readonly line: string }
  | { readonly kind: 'there'; readonly entry: FoundEntry }
  | { readonly kind: 'taken'; readonly by: 'disk' | 'mount point'; readonly entry: FoundEntry }
  | { readonly kind: 'unknown' };

/** Names by which one disk may stand in an fstab: its UUID, its label, its device. */
export type DiskNames = readonly string[];

/**
 * Plans one more line.
 *
 * @param disk all names of the disk that the entry is about, its `spec` among them
 */
export function planFstabAddition(text: string, entry: FstabEntry, disk: DiskNames): FstabPlan {
  const entries = readFstab(text);
  const ofDisk = entries.find(({ spec }) => disk.some((name) => sameName(spec, name)));
  const atPoint = entries.find(({ point }) => point === entry.point);
  if (ofDisk && ofDisk === atPoint) return { kind: 'there', entry: ofDisk };
  if (ofDisk) return { kind: 'taken', by: 'disk', entry: ofDisk };
  if (atPoint) return { kind: 'taken', by: 'mount point', entry: atPoint };
  const line = fstabLine(entry);
  return { kind: 'change', text: appendLine(text, line), line };
}

/** Plans that a line goes. @param names of the disk, or its mount point */
export function planFstabRemoval(text: string, names: DiskNames): FstabPlan {
  const entry = readFstab(text).find(
    ({ spec, point }) => names.includes(point) || names.some((name) => sameName(spec, name)),
  );
  if (!entry) return { kind: 'unknown' };
  const line = text.split('\n')[entry.line - 1] ?? '';
  return { kind: 'change', text: removeLine(text, entry.line), line };
}

/** People quote values (`UUID="…"`), and FAT's serial numbers come in either case. */
function sameName(spec: string, name: string): boolean {
  const plain = (text: string): string => text.replace(/^(\w+=)"(.*)"$/, '$1$2');
  const [one, other] = [plain(spec), plain(name)];
  return one === other || (one.startsWith('UUID=') && one.toLowerCase() === other.toLowerCase());
}
