import { parseBytes } from './bytes.js';
import { asDuration, asYesOrNo, WrongValue } from './entry-values.js';

// What an entry of `backups:` may say of a target in a cloud, and of no other.

/** What the keys mean, as they stand in the entry. */
export interface CloudSettings {
  readonly encrypted?: boolean;
  /** globs */
  readonly include?: readonly string[];
  /** globs */
  readonly exclude?: readonly string[];
  /** bytes */
  readonly maxFileSize?: number;
  readonly order?: 'newest' | 'oldest';
  /** as rclone's `--bwlimit` has it */
  readonly bwlimit?: string;
  /** seconds */
  readonly stopAfter?: number;
}

export const cloudKeys = {
  encrypted: asYesOrNo,
  include: asGlobs,
  exclude: asGlobs,
  maxFileSize: asBytes,
  order: asOrder,
  bwlimit: asBandwidth,
  stopAfter: asDuration,
};

function asGlobs(value: unknown): string[] {
  const given: unknown[] = Array.isArray(value) ? value : [value];
  // A folder of a year is a number to YAML.
  const globs = given.map((glob) => (typeof glob === 'number' ? String(glob) : glob));
  if (!globs.every((glob) => typeof glob === 'string' && /^[^!]/.test(glob)))
    throw new WrongValue('expected a list of globs such as [2021, "*.mp4"]');
  return globs as string[];
}

function asBytes(value: unknown): number {
  const bytes = typeof value === 'string' ? parseBytes(value) : undefined;
  if (bytes !== undefined && bytes > 0) return bytes;
  throw new WrongValue('expected a size such as 2G or 500M');
}

function asOrder(value: unknown): 'newest' | 'oldest' {
  if (value === 'newest' || value === 'oldest') return value;
  throw new WrongValue('expected newest or oldest');
}

const rate = String.raw`(off|\d+(\.\d+)?[BKMGTP]?)(:(off|\d+(\.\d+)?[BKMGTP]?))?`;
const timetable = new RegExp(
  `^(${rate}|((Mon|Tue|Wed|Thu|Fri|Sat|Sun)-)?\\d\\d:\\d\\d,${rate}( ((Mon|Tue|Wed|Thu|Fri|Sat|Sun)-)?\\d\\d:\\d\\d,${rate})*)$`,
  'i',
);

function asBandwidth(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && timetable.test(text)) return text;
  throw new WrongValue('expected what rclone\'s --bwlimit takes, such as 1M or "08:00,1M 23:00,off"');
}
