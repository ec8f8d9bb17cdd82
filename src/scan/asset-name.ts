import { foldName, splitName } from './file-name.js';

/** What a file's name says about its place in an asset. `stem`, `mark` and `tail` put together again make the name. */
export interface AssetName {
  /** equal for the files of one folder that belong together */
  readonly key: string;
  /** what they share, as written and without a mark: `IMG_1234` */
  readonly stem: string;
  /** Apple's letter for what was edited on the phone: `E` in `IMG_E1234.JPG`, `O` in `IMG_O1234.AAE`; else empty */
  readonly mark: string;
  /** all that follows the stem: `.HEIC`, `.JPG.xmp` */
  readonly tail: string;
  /** what such a file is by its name alone */
  readonly role: NamedRole;
}

/**
 * `sidecar` covers all that has no picture of its own to show: metadata, edits, preview versions and voice memos.
 * `other` has an extension of no known media type.
 */
export type NamedRole = 'still' | 'raw' | 'video' | 'sidecar' | 'other';

/** Adobe, digiKam; Apple; Google Takeout; thumbnails and small versions of GoPro, Canon, DJI; voice memos of cameras. */
/** What a sidecar's name ends with, without the dot. */
export const sidecarExtensions: readonly string[] = ['xmp', 'aae', 'json', 'thm', 'lrv', 'wav'];

const extensions: Readonly<Record<Exclude<NamedRole, 'sidecar' | 'other'>, readonly string[]>> = {
  still: [
    ...[
      'jpg',
      'jpeg',
      'jpe',
      'jfif',
      'heic',
      'heif',
      'hif',
      'heics',
      'avif',
      'png',
      'gif',
      'webp',
      'tif',
      'tiff',
    ],
    ...['jxl', 'jp2', 'bmp', 'psd', 'mpo', 'insp'],
  ],
  raw: [
    ...[
      '3fr',
      'arq',
      'arw',
      'cr2',
      'cr3',
      'crw',
      'dcr',
      'dng',
      'erf',
      'fff',
      'gpr',
      'iiq',
      'k25',
      'kdc',
      'mef',
      'mos',
    ],
    ...['mrw', 'nef', 'nrw', 'orf', 'ori', 'pef', 'raf', 'raw', 'rw2', 'rwl', 'sr2', 'srf', 'srw', 'x3f'],
  ],
  video: [
    ...[
      'mov',
      'mp4',
      'm4v',
      'qt',
      '3gp',
      '3g2',
      'avi',
      'mts',
      'm2ts',
      'mpg',
      'mpeg',
      'wmv',
      'mkv',
      'webm',
      'insv',
    ],
  ],
};

const roleOfExtension = new Map<string, NamedRole>([
  ...Object.entries(extensions).flatMap(([role, list]) =>
    list.map((one) => [one, role as NamedRole] as const),
  ),
  ...sidecarExtensions.map((one) => [one, 'sidecar'] as const),
]);

/** Google Takeout puts words between the picture's name and `.json`. */
const takeoutWords = /\.supplemental-metadata$/i;

/** Apple's `IMG_E1234`; `20210102-030405_E` is how such a file is called under `--naming timestamp`. */
const marks = [/^(IMG_)([EO])(\d{4,}(?: \(\d+\))?)$/i, /^(\d{8}-\d{6}(?:-\d{3})?(?: \(\d+\))?)_([EO])()$/];
/** `GL010001.LRV` is the small version of `GX010001.MP4` or `GH010001.MP4` (GoPro, "Camera File Naming Convention"). */
const goProName = /^G[HXL](\d{6})$/i;

/** Reads the name of a file; any name can be read. */
export function readAssetName(name: string): AssetName {
  const { stem: marked, role } = splitAsset(name);
  const [, before = '', mark = '', after = ''] = markedName(marked) ?? [];
  const stem = mark === '' ? marked : before + after;
  return { key: stemKey(stem), stem, mark, tail: name.slice(marked.length), role };
}

/** The `key` of `readAssetName`, for whoever reads very many names and needs nothing else. */
export function assetKey(name: string): string {
  const { stem } = splitAsset(name);
  const [, before = stem, , after = ''] = markedName(stem) ?? [];
  return stemKey(before + after);
}

/** The `role` of `readAssetName`, for whoever needs nothing else. */
export function roleOfName(name: string): NamedRole {
  return roleOf(splitName(name).extension);
}

/**
 * A number that is the same for all names of one `assetKey`, and most often another for other names; read from the
 * bytes of a name, because most of a million names need no more to be known as alone.
 *
 * It is made of the digits before the first dot: neither case, nor Unicode form, nor a mark changes them.
 */
export function looseAssetKey(names: Uint8Array, start: number, end: number): number {
  let key = 1;
  for (let at = start; at < end; at++) {
    const byte = names[at] as number;
    if (byte === dot) break;
    if (byte >= zero && byte <= nine) key = (Math.imul(key, 31) + byte) | 0;
  }
  return key;
}

const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;

/** The name of a member beside a picture with this stem: `.HEIC` and `IMG_7 (2)` make `IMG_7 (2).HEIC`. */
export function nameWithStem({ mark, tail }: Pick<AssetName, 'mark' | 'tail'>, stem: string): string {
  if (mark === '') return stem + tail;
  const isApples = /^IMG_\d{4,}(?: \(\d+\))?$/i.test(stem);
  return isApples ? stem.slice(0, 4) + mark + stem.slice(4) + tail : `${stem}_${mark}${tail}`;
}

/** What the files of an asset share, whatever the case or the Unicode form. */
export function stemKey(stem: string): string {
  return foldName(/^G/i.test(stem) ? stem.replace(goProName, 'G*$1') : stem);
}

/** What the picture of a sidecar must have behind its stem, folded: `.JPG` for `x.jpg.xmp`; empty for `x.xmp`. */
export function pictureTail({ tail }: Pick<AssetName, 'tail'>): string {
  return foldName(tail.replace(/(\.supplemental-metadata)?\.[^.]+$/i, ''));
}

/** The keys under which a file is looked for: `IMG_1 (2)` may be what became of an `IMG_1`. */
export function keysOf(key: string): string[] {
  const plain = key.replace(/ \(\d+\)$/, '');
  return plain === key ? [key] : [key, plain];
}

/** The name without what follows its asset's stem, and what it is by its extension. */
function splitAsset(name: string): { readonly stem: string; readonly role: NamedRole } {
  const { stem, extension } = splitName(name);
  const role = roleOf(extension);
  return { stem: role === 'sidecar' ? withoutMediaExtension(stem) : stem, role };
}

function markedName(stem: string): RegExpExecArray | undefined {
  // Few have one, and a large library has many names.
  if (!/_[EO]/i.test(stem)) return undefined;
  return marks.map((form) => form.exec(stem)).find((found) => found !== null);
}

function roleOf(extension: string): NamedRole {
  return roleOfExtension.get(extension.slice(1).toLowerCase()) ?? 'other';
}

function withoutMediaExtension(name: string): string {
  const plain = name.replace(takeoutWords, '');
  const { stem, extension } = splitName(plain);
  return ['still', 'raw', 'video'].includes(roleOf(extension)) ? stem : plain;
}
