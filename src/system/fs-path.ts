/**
 * File names are bytes to the kernel and strings to everybody else. A name that is not UTF-8 cannot be opened
 * through an ordinary string, so it is carried as one in which every odd byte 0xNN stands as the lone
 * surrogate U+DCNN (the scheme of Python's PEP 383). No valid name contains one, so the way back is exact.
 */

const replacement = '\uFFFD';
// With `u` these match lone surrogates only, not the second half of a character such as U+1F4F7, a camera.
const oddByte = /[\uDC80-\uDCFF]/u;
const anyOddByte = /[\uDC80-\uDCFF]/gu;

/** The string that stands for a name as the kernel gave it. */
export function nameFromBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes(replacement)) return text;
  let name = '';
  for (let at = 0; at < bytes.length;) {
    const length = utf8SequenceLength(bytes, at);
    name +=
      length > 0
        ? bytes.toString('utf8', at, at + length)
        : String.fromCharCode(0xdc00 + (bytes[at] as number));
    at += Math.max(length, 1);
  }
  return name;
}

/** What to hand to `node:fs` for a path: the string itself, or its exact bytes where a name is not UTF-8. */
export function fsPath(path: string): string | Buffer {
  return hasOddBytes(path) ? pathBytes(path) : path;
}

/** Whether the path holds a name that is not UTF-8. */
export function hasOddBytes(path: string): boolean {
  return oddByte.test(path);
}

/** The name with every byte that is not UTF-8 replaced by `_`. */
export function withoutOddBytes(name: string): string {
  return name.replace(anyOddByte, '_');
}

/** The exact bytes of a path. */
export function pathBytes(path: string): Buffer {
  const parts: Buffer[] = [];
  let start = 0;
  for (let at = 0; at < path.length; at++) {
    const code = path.charCodeAt(at);
    // A low surrogate after a high one is half of an ordinary character, not an odd byte.
    if (code >= 0xd800 && code <= 0xdbff) at++;
    else if (code >= 0xdc80 && code <= 0xdcff) {
      parts.push(Buffer.from(path.slice(start, at)), Buffer.of(code - 0xdc00));
      start = at + 1;
    }
  }
  parts.push(Buffer.from(path.slice(start)));
  return Buffer.concat(parts);
}

/** Bytes of the valid UTF-8 sequence that starts at `at`; 0 when there is none. */
function utf8SequenceLength(bytes: Buffer, at: number): number {
  const lead = bytes[at] as number;
  const length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  // The decoder knows the finer rules (overlong forms, encoded surrogates): ask it about this sequence alone.
  return bytes.toString('utf8', at, at + length).includes(replacement) && !isReplacement(bytes, at)
    ? 0
    : length;
}

function isReplacement(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd;
}
