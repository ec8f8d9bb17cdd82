import { relative } from 'node:path';

/**
 * Text that is safe on a terminal: names of files come from strangers and may hold escape sequences, line
 * breaks, or marks that turn the direction of writing around.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => {
    const code = character.charCodeAt(0);
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    return `\\u{${code.toString(16)}}`;
  });
}

/** A path relative to a folder that it lies in, else whole. */
export function printablePath(path: string, base: string): string {
  if (path.startsWith(`${base}/`)) return printable(path.slice(base.length + 1));
  const short = relative(base, path);
  return printable(short.startsWith('..') || short === '' ? path : short);
}

// C0 and C1 controls, zero-width and direction marks, line separators, the byte order mark, lone surrogates.
const unsafe =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
