import { withoutOddBytes } from '../system/fs-path.js';

export type Naming = 'original' | 'timestamp';

/** A file name in two parts; `extension` has its dot, or is empty. */
export interface NameParts {
  readonly stem: string;
  readonly extension: string;
}

/** ext4, exFAT, NTFS and most others end there; rsync and crypt need room for more. */
const maxNameBytes = 255;

/** What follows the last dot of a long sentence is no extension: it must not use up the room for a number. */
const maxExtensionBytes = 32;

/** Splits a name before its last dot; a leading dot, and what is too long for an extension, belong to the stem. */
export function splitName(name: string): NameParts {
  const dot = name.lastIndexOf('.');
  return dot <= 0 || Buffer.byteLength(name.slice(dot)) > maxExtensionBytes
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/**
 * The name that a file wishes for in the Gallery.
 *
 * @param local wall-clock time of capture, ISO 8601 without zone; undefined for an undated file
 */
export function wishedName(name: string, naming: Naming, local: string | undefined): string {
  if (naming === 'original' || local === undefined) return storableName(name);
  const { extension } = splitName(name);
  return `${timestamp(local)}${storableName(extension)}`;
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

/**
 * Two names with the same folded form are one name to exFAT, NTFS, macOS or Windows: a Gallery that holds both
 * could not be copied there.
 */
export function foldName(name: string): string {
  // Through upper case, because those fold by it: to them the Greek ς and σ are one letter.
  return name.normalize('NFC').toLowerCase().toUpperCase();
}

/** A name that every tool can handle: bytes that are not UTF-8 and control characters become `_`. */
function storableName(name: string): string {
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
