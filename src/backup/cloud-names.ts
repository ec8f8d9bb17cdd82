// How a path is written at a cloud remote. Control characters get rclone's own standard form, so that what rclone copies
// from there to a disk, without photokeep, has its name again; bytes that are not UTF-8 a form like it. Names that are too long for crypt become a
// folder and a file in it: nothing has to be looked up to know what they were.

/** Marks what is not to be taken as it stands; at the end of a name, that the name goes on in the folder. */
const quote = '\u201B';

/** Bytes in a name: crypt's base32 makes 231 of 143, and more than 255 of one more. */
const longestName = 143;

/** The path at the remote for one in the Gallery, or elsewhere at a target. */
export function toCloudPath(path: string): string {
  return path
    .split('/')
    .map((name) => splitName(name).join(`${quote}/`))
    .join('/');
}

/** The path for one that a remote lists. */
export function fromCloudPath(path: string): string {
  return path.replace(tokens, fromToken);
}

/** Whether a name of the path is too long for crypt, and lies in two or more parts at a remote. */
export function isSplit(path: string): boolean {
  return path.split('/').some((name) => splitName(name).length > 1);
}

/** A name goes on below its folder; a quoted character; a quoted byte; the picture of a control character. */
const tokens = /\u201B\/|\u201B[\u2400-\u241F\u2421\u201B]|\u201B[\dA-F]{2}|[\u2400-\u241F\u2421]/g;

function fromToken(token: string): string {
  const last = token.at(-1) as string;
  if (token === `${quote}/`) return '';
  if (token.length === 3) return String.fromCharCode(0xdc00 + Number.parseInt(token.slice(1), 16));
  if (token.length === 2) return last;
  return token === '\u2421' ? '\u007F' : String.fromCharCode(token.charCodeAt(0) - 0x2400);
}

function toToken(character: string): string {
  const code = character.codePointAt(0) as number;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0xdc80 && code <= 0xdcff) return quote + (code - 0xdc00).toString(16).toUpperCase();
  return /[\u2400-\u241F\u2421\u201B]/.test(character) ? quote + character : character;
}

function splitName(name: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const character of name) {
    const token = toToken(character);
    // Room for the mark, should this part not be the last.
    if (Buffer.byteLength(part + token) > longestName - Buffer.byteLength(quote)) {
      parts.push(part);
      part = '';
    }
    part += token;
  }
  const [last, ...before] = [part, ...parts.reverse()];
  const [previous = '', ...others] = before;
  // What fits as a whole is not split for the sake of a mark that it does not need.
  return Buffer.byteLength(previous + last) <= longestName && before.length > 0
    ? [...others.reverse(), previous + last]
    : [...before.reverse(), last];
}
