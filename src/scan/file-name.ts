/** A file name in two parts; `extension` has its dot, or is empty. */
export interface NameParts {
  readonly stem: string;
  readonly extension: string;
}

/** What follows the last dot of a long sentence is no extension: it must not use up the room for a number. */
const maxExtensionBytes = 32;

/** Splits a name before its last dot; a leading dot, and what is too long for an extension, belong to the stem. */
export function splitName(name: string): NameParts {
  const dot = name.lastIndexOf('.');
  return dot <= 0 || isLongExtension(name, dot)
    ? { stem: name, extension: '' }
    : { stem: name.slice(0, dot), extension: name.slice(dot) };
}

/** No character takes more than three bytes for each of its UTF-16 halves, so that few have to be counted. */
function isLongExtension(name: string, dot: number): boolean {
  const length = name.length - dot;
  return length * 3 > maxExtensionBytes && Buffer.byteLength(name.slice(dot)) > maxExtensionBytes;
}

/**
 * Two names with the same folded form are one name to exFAT, NTFS, macOS or Windows: a Gallery that holds both
 * could not be copied there.
 */
export function foldName(name: string): string {
  if (!/[^ -~]/.test(name)) return name.toUpperCase();
  // Through upper case, because those fold by it: to them the Greek ς and σ are one letter.
  return name.normalize('NFC').toLowerCase().toUpperCase();
}
