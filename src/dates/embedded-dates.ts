import type { MediaKind } from '../scan/media-kinds.js';
import { splitTagName, type TagName, type Tags } from './metadata.js';
import { parseOffset, parseWrittenTime, withSubSeconds, type WrittenTime } from './wall-clock.js';

/** A date as some source gave it, before zones and sanity. */
export interface FoundDate {
  readonly source: string;
  readonly value: string;
  readonly written: WrittenTime | undefined;
  /** whether a value without an offset is UTC, not the photographer's local time */
  readonly utc: boolean;
}

/** A kind of tag that says when a picture or video was taken. */
interface DateRule {
  readonly matches: (name: TagName) => boolean;
  /** a value without offset is UTC */
  readonly utc?: boolean;
  /** tag of the same group that holds the time of day of a date-only tag */
  readonly timeTag?: string;
  /** tags of the same group that complete the value */
  readonly subSecondsTag?: string;
  readonly offsetTag?: string;
}

const exif = (tag: string, subSecondsTag: string, offsetTag: string): DateRule => ({
  matches: (name) => name.group0 === 'EXIF' && name.tag === tag,
  subSecondsTag,
  offsetTag,
});
const exifOriginal = exif('DateTimeOriginal', 'SubSecTimeOriginal', 'OffsetTimeOriginal');
// 0x9004, DateTimeDigitized in the EXIF standard.
const exifCreate = exif('CreateDate', 'SubSecTimeDigitized', 'OffsetTimeDigitized');

const inGroup = (group: string, ...tags: string[]): DateRule['matches'] => {
  return ({ group0, group1, tag }) => (group0 === group || group1 === group) && tags.includes(tag);
};

const xmpRules: readonly DateRule[] = [
  { matches: inGroup('XMP-exif', 'DateTimeOriginal') },
  { matches: inGroup('XMP-photoshop', 'DateCreated') },
  { matches: inGroup('XMP-exif', 'DateTimeDigitized') },
  { matches: inGroup('XMP-xmp', 'CreateDate') },
];

/** Groups with rules of their own, or whose dates are not about the capture. */
const ruledGroups = new Set(['EXIF', 'XMP', 'IPTC', 'QuickTime', 'Composite', 'File', 'ICC_Profile', 'PDF']);

/** Best first. Cameras without EXIF (CIFF, Kodak, Reconyx…) have their dates in maker notes. */
const pictureRules: readonly DateRule[] = [
  exifOriginal,
  exifCreate,
  { matches: ({ group0, tag }) => !ruledGroups.has(group0) && tag === 'DateTimeOriginal' },
  { matches: ({ group0, tag }) => !ruledGroups.has(group0) && tag === 'CreateDate' },
  ...xmpRules,
  { matches: inGroup('IPTC', 'DateCreated'), timeTag: 'TimeCreated' },
  { matches: inGroup('IPTC', 'DigitalCreationDate'), timeTag: 'DigitalCreationTime' },
  { matches: inGroup('PNG', 'CreationTime') },
  // HEIC and CR3 are QuickTime containers.
  { matches: inGroup('QuickTime', 'CreateDate'), utc: true },
];

/** Best first: what was written with an offset or in local time, then the container's UTC times. */
const videoRules: readonly DateRule[] = [
  { matches: inGroup('Keys', 'CreationDate') },
  { matches: inGroup('ItemList', 'ContentCreateDate') },
  { matches: inGroup('UserData', 'DateTimeOriginal', 'ContentCreateDate') },
  // Sony's NonRealTimeMeta
  { matches: inGroup('XML', 'CreationDateValue') },
  exifOriginal,
  exifCreate,
  // AVCHD and AVI cameras write local time.
  { matches: inGroup('H264', 'DateTimeOriginal') },
  { matches: inGroup('RIFF', 'DateTimeOriginal') },
  { matches: ({ group1, tag }) => group1 === 'QuickTime' && tag === 'CreateDate', utc: true },
  { matches: ({ tag }) => tag === 'TrackCreateDate', utc: true },
  { matches: ({ tag }) => tag === 'MediaCreateDate', utc: true },
  { matches: inGroup('Matroska', 'DateTimeOriginal'), utc: true },
  { matches: inGroup('ASF', 'CreationDate'), utc: true },
  { matches: ({ group0, tag }) => !ruledGroups.has(group0) && tag === 'DateTimeOriginal' },
  ...xmpRules,
];

const gpsRule: DateRule = { matches: inGroup('Composite', 'GPSDateTime'), utc: true };

/** The dates that the file itself carries, best first. */
export function embeddedDates(kind: MediaKind, tags: Tags): FoundDate[] {
  const rules = [...(kind === 'picture' ? pictureRules : videoRules), gpsRule];
  const names = Object.keys(tags);
  const used = new Set<string>();
  return rules.flatMap((rule) =>
    names
      .filter((name) => !used.has(name) && rule.matches(splitTagName(name)))
      .map((name) => {
        used.add(name);
        return read(name, rule, tags);
      }),
  );
}

function read(name: string, rule: DateRule, tags: Tags): FoundDate {
  const sibling = (tag: string | undefined): string | undefined => {
    const value = tag === undefined ? undefined : tags[name.replace(/[^:]+$/, tag)];
    return value === undefined ? undefined : String(value);
  };
  const time = sibling(rule.timeTag);
  const value = time === undefined ? String(tags[name]) : `${String(tags[name])} ${time}`;
  const written = parseWrittenTime(value) ?? parseWrittenTime(String(tags[name]));
  return {
    source: name.split(':').slice(-2).join(':'),
    value,
    written:
      written &&
      complete(written, sibling(rule.subSecondsTag), offset(sibling(rule.offsetTag), written, tags)),
    utc: rule.utc ?? false,
  };
}

function complete(
  written: WrittenTime,
  subSeconds: string | undefined,
  offset: number | undefined,
): WrittenTime {
  const local = subSeconds === undefined ? written.local : withSubSeconds(written.local, subSeconds);
  const offsetMinutes = written.offsetMinutes ?? offset;
  return offsetMinutes === undefined ? { local } : { local, offsetMinutes };
}

/** The tag's own offset, else that of another date in the file which shows the same wall-clock time. */
function offset(own: string | undefined, written: WrittenTime, tags: Tags): number | undefined {
  const offsetMinutes = own === undefined ? undefined : parseOffset(own);
  if (offsetMinutes !== undefined || !written.local.includes('T')) return offsetMinutes;
  const second = written.local.slice(0, 19);
  return Object.entries(tags)
    .filter(([name]) => name.startsWith('XMP:'))
    .map(([, value]) => parseWrittenTime(String(value)))
    .find((other) => other?.offsetMinutes !== undefined && other.local.slice(0, 19) === second)
    ?.offsetMinutes;
}
