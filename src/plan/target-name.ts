import { type AssetName, nameWithStem } from '../scan/asset-name.js';
import { foldName, splitName } from '../scan/file-name.js';
import { withoutOddBytes } from '../system/fs-path.js';

export type Naming = 'original' | 'timestamp';

/** ext4, exFAT, NTFS and most others end there; rsync and crypt need room for more. */
const maxNameBytes = 255;

/**
 * The stem that an asset wishes for in the Gallery.
 *
 * @param local wall-clock time of capture, ISO 8601 without zone; undefined for an undated asset
 */
export function wishedStem(stem: string, naming: Naming, local: string | undefined): string {
  return naming === 'original' || local === undefined ? storableName(stem) : timestamp(local);
}

/**
 * The first of `stem`, `stem (2)`, `stem (3)`… that is free, short enough for the names of all members.
 *
 * @param isTaken asked with each stem
 */
export function freeStem(
  stem: string,
  members: readonly Pick<AssetName, 'mark' | 'tail'>[],
  isTaken: (stem: string) => boolean,
): string {
  const room =
    maxNameBytes - Math.max(0, ...members.map((member) => Buffer.byteLength(nameWithStem(member, ''))));
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` (${String(number)})`;
    const candidate = shortenToBytes(stem, room - suffix.length) + suffix;
    if (!isTaken(candidate)) return candidate;
  }
}

/**
 * The first of `name`, `name (2)`, `name (3)`… that is free.
 *
 * @param isTaken asked with each name's folded form
 */
export function freeName(name: string, isTaken: (folded: string) => boolean): string {
  const { stem, extension } = splitName(name);
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? extension : ` (${String(number)})${extension}`;
    const candidate = shortenToBytes(stem, maxNameBytes - Buffer.byteLength(suffix)) + suffix;
    if (!isTaken(foldName(candidate))) return candidate;
  }
}

/** Text for a name that every tool can handle: bytes that are not UTF-8 and control characters become `_`. */
export function storableName(name: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return withoutOddBytes(name).replace(/[\x00-\x1f\x7f/]/g, '_');
}

function timestamp(local: string): string {
  const [date = '', time = '00:00:00'] = local.split('T');
  const [seconds = '', milliseconds] = time.split('.');
  const digits = `${date.replaceAll('-', '')}-${seconds.replaceAll(':', '')}`;
  return milliseconds === undefined ? digits : `${digits}-${milliseconds}`;
}

function shortenToBytes(text: string, bytes: number): string {
  let short = text;
  while (Buffer.byteLength(short) > bytes) short = Array.from(short).slice(0, -1).join('');
  return short;
}
