import { nameFromBytes } from '../system/fs-path.js';
import { reasonOfErrno } from './store-reason.js';
import type { StoreReason } from './store.js';

// What rsync prints with `-8 --out-format='%i|%l|%n' --info=progress2 --no-h` and LC_ALL=C, taken apart.

/** A line about one entry. @see rsync(1), `--itemize-changes` and the log format of rsyncd.conf(5) */
export interface Item {
  /** whether its content was sent, or would be in a dry run */
  readonly isSent: boolean;
  readonly isFile: boolean;
  /** whether nothing of that name is at the receiver */
  readonly isNew: boolean;
  /** bytes */
  readonly size: number;
  /** relative to the folder that is copied */
  readonly path: string;
}

/** Only the first two separators count: a name may hold more. */
const itemForm = /^([<>ch.*])([fdLDS])(.{9})\|(\d+)\|(.*)$/s;
const progressForm = /^\s*(\d+)\s+\d+%\s/;

/** The entry that a line is about; undefined for any other line. */
export function parseItem(line: Buffer): Item | undefined {
  const [, update, type, attributes = '', size, name] = itemForm.exec(line.toString('latin1')) ?? [];
  if (name === undefined) return undefined;
  return {
    isSent: update === '<' || update === '>',
    isFile: type === 'f',
    isNew: attributes.startsWith('+'),
    size: Number(size),
    path: unescapeName(name),
  };
}

/** Bytes that have been sent so far, from a line of progress; undefined for any other line. */
export function parseProgress(line: Buffer): number | undefined {
  const [, bytes] = progressForm.exec(line.toString('latin1')) ?? [];
  return bytes === undefined ? undefined : Number(bytes);
}

/** What rsync said about something that it could not do. */
export interface Complaint {
  /** as rsync names it: a whole path or part of one, or a working name in its place; undefined where it says none */
  readonly name: string | undefined;
  readonly reason: StoreReason;
}

/** The complaint in a line of stderr; undefined when it is none about a file. */
export function parseComplaint(line: Buffer): Complaint | undefined {
  const text = line.toString('latin1');
  const quoted = /"(.*)"/s.exec(text)?.[1];
  const name = quoted === undefined ? undefined : unescapeName(quoted);
  if (text.startsWith('file has vanished: ')) return { name, reason: 'vanished' };
  const blocked = /^could not make way for new [^:]*: (.*)$/s.exec(text)?.[1];
  if (blocked !== undefined) return { name: unescapeName(blocked), reason: 'target-taken' };
  const errno = /\((\d+)\)$/.exec(text)?.[1];
  // `rsync error: … (code 23) at main.c(1394)` has a number too, but at another place.
  if (errno === undefined || !text.startsWith('rsync: ')) return undefined;
  // The folder was there a moment ago: this is how some file systems refuse a name.
  if (errno === '2' && text.includes('mkstemp')) return { name, reason: 'name-not-allowed' };
  return { name, reason: reasonOfErrno(Number(errno)) };
}

/** Undoes `\#ooo`, which stands for a control character, or for a backslash before what looks like one. */
function unescapeName(latin1: string): string {
  const bytes = latin1.replace(/\\#([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(parseInt(octal, 8)),
  );
  return nameFromBytes(Buffer.from(bytes, 'latin1'));
}
