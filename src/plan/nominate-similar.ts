import { basename, extname } from 'node:path';
import { readAssetName } from '../scan/asset-name.js';

// Which files may show the same picture although their bytes differ: told from what is known before any is opened.

/** A picture or a video, before it is opened. */
export interface NamedPicture {
  /** absolute */
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** milliseconds since 1970 */
  readonly mtimeMs: number;
  /** ISO 8601 local time of capture, where known to the second */
  readonly takenAt: string | undefined;
  /** equal for files of the same bytes, where that is known by now */
  readonly content: string | undefined;
}

/** What exiftool says of the picture itself and of how it was taken; undefined for what is not written in the file. */
export type Traits = readonly (string | undefined)[];

/**
 * What tags add to a file: one segment of a JPEG holds no more (JIF, 64 KiB), and what digiKam writes is a few.
 * A counter that came round gives equal names to different pictures; few of them are so close in size.
 */
const closeInSize = 64 * 1024;
/** Chapters of one long recording carry one time; a video is not rewritten for its tags. */
const videosCloseInSize = 1024 * 1024;

/** Under what a file can meet others: the second it was taken in, and the stem of its name; never another type. */
export function meetingKeys({ path, takenAt }: NamedPicture): string[] {
  const name = basename(path);
  const type = typeOf(name);
  const { key } = readAssetName(name);
  return [
    `name ${key.replace(/ \(\d+\)$/, '')}${type}`,
    ...(takenAt === undefined ? [] : [`${byMoment}${takenAt.slice(0, 19)}${type}`]),
  ];
}

const byMoment = 'time ';

/** Groups of files that are worth asking exiftool about; one file may be in two of them. */
export function nominate(pictures: readonly NamedPicture[]): NamedPicture[][] {
  const meetings = groupBy(pictures, meetingKeys);
  return [...meetings]
    .flatMap(([key, met]) => (key.startsWith(byMoment) ? sameMoment(met) : runsOfSizes(met, closeInSize)))
    .filter(mayDiffer);
}

/** Copies of one file are duplicates, which others look for. */
function mayDiffer(group: readonly NamedPicture[]): boolean {
  return new Set(group.map(({ path, content }) => content ?? path)).size > 1;
}

/** Those of each group whose traits agree with those of another one: only their image data is worth reading. */
export function worthReading(
  groups: readonly (readonly NamedPicture[])[],
  traitsOf: (path: string) => Traits | undefined,
): Set<string> {
  const worth = new Set<string>();
  for (const group of groups) {
    const known = group.flatMap(({ path }) => {
      const traits = traitsOf(path);
      return traits ? [{ path, traits }] : [];
    });
    for (const { path, traits } of known) {
      if (known.some((other) => other.path !== path && mayAgree(traits, other.traits))) worth.add(path);
    }
  }
  return worth;
}

/** Whoever writes tags into a picture may take others out: only what both say counts. */
function mayAgree(a: Traits, b: Traits): boolean {
  return a.every((trait, index) => trait === undefined || b[index] === undefined || trait === b[index]);
}

/** Pictures of one second: of a burst, where all say so, those of one fraction. */
function sameMoment(met: readonly NamedPicture[]): NamedPicture[][] {
  const { role } = readAssetName(basename(met[0]?.path ?? ''));
  if (role === 'video') return runsOfSizes(met, videosCloseInSize);
  if (!met.every(({ takenAt = '' }) => takenAt.length > 19)) return [[...met]];
  return [...groupBy(met, ({ takenAt = '' }) => [takenAt]).values()];
}

function runsOfSizes(met: readonly NamedPicture[], close: number): NamedPicture[][] {
  const runs: NamedPicture[][] = [];
  for (const picture of [...met].sort((a, b) => a.size - b.size)) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && picture.size - last.size <= close) run.push(picture);
    else runs.push([picture]);
  }
  return runs;
}

/** Values by each of their keys, in their order. */
export function groupBy<T>(values: readonly T[], keysOf: (value: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group) group.push(value);
      else groups.set(key, [value]);
    }
  }
  return groups;
}

const otherNames: Readonly<Record<string, string>> = {
  ...{ '.jpeg': '.jpg', '.jpe': '.jpg', '.jfif': '.jpg', '.tiff': '.tif', '.heif': '.heic', '.hif': '.heic' },
};

function typeOf(name: string): string {
  const extension = extname(name).toLowerCase();
  return otherNames[extension] ?? extension;
}
