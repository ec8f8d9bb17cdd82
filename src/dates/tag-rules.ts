import { splitTagName, type TagName } from './metadata.js';

/** A kind of tag that says when a picture or video was taken. */
export interface TagRule {
  readonly matches: (name: TagName) => boolean;
  /** a value without offset is UTC */
  readonly utc?: boolean;
  /** year or month alone are dates too: people wrote them, about prints and slides */
  readonly partial?: boolean;
  /** tag of the same group that holds the time of day of a date-only tag */
  readonly timeTag?: string;
  /** tags of the same group that complete the value */
  readonly subSecondsTag?: string;
  readonly offsetTag?: string;
}

const exif = (tag: string, subSecondsTag: string, offsetTag: string): TagRule => ({
  matches: (name) => name.group0 === 'EXIF' && name.tag === tag,
  subSecondsTag,
  offsetTag,
});
const exifRules: readonly TagRule[] = [
  exif('DateTimeOriginal', 'SubSecTimeOriginal', 'OffsetTimeOriginal'),
  // 0x9004, DateTimeDigitized in the EXIF standard.
  exif('CreateDate', 'SubSecTimeDigitized', 'OffsetTimeDigitized'),
];

const inGroup = (group: string, ...tags: string[]): TagRule['matches'] => {
  return ({ group0, group1, tag }) => (group0 === group || group1 === group) && tags.includes(tag);
};

/** Groups with rules of their own, or whose dates are not about the capture. */
const ruledGroups = new Set(['EXIF', 'XMP', 'IPTC', 'QuickTime', 'Composite', 'File', 'ICC_Profile', 'PDF']);

const elsewhere = (wanted: string): TagRule => ({
  matches: ({ group0, tag }) => !ruledGroups.has(group0) && tag === wanted,
});

const makerNotes = (wanted: string): TagRule => ({
  matches: ({ group0, tag }) => group0 === 'MakerNotes' && tag === wanted,
});

const xmpRules: readonly TagRule[] = [
  { matches: inGroup('XMP-exif', 'DateTimeOriginal'), subSecondsTag: 'SubSecTimeOriginal', partial: true },
  { matches: inGroup('XMP-photoshop', 'DateCreated'), partial: true },
  { matches: inGroup('XMP-exif', 'DateTimeDigitized'), subSecondsTag: 'SubSecTimeDigitized', partial: true },
  { matches: inGroup('XMP-xmp', 'CreateDate'), partial: true },
];

const iptcRules: readonly TagRule[] = [
  { matches: inGroup('IPTC', 'DateCreated'), timeTag: 'TimeCreated', partial: true },
  { matches: inGroup('IPTC', 'DigitalCreationDate'), timeTag: 'DigitalCreationTime', partial: true },
];

/** Best first. Cameras without EXIF (CIFF, Kodak, Reconyx…) have their dates in maker notes. */
export const pictureRules: readonly TagRule[] = [
  ...exifRules,
  elsewhere('DateTimeOriginal'),
  elsewhere('CreateDate'),
  ...xmpRules,
  ...iptcRules,
  { matches: inGroup('PNG', 'CreationTime') },
  // HEIC and CR3 are QuickTime containers.
  { matches: inGroup('QuickTime', 'CreateDate'), utc: true },
];

/** Best first: what was written with an offset or in local time, then the container's UTC times. */
export const videoRules: readonly TagRule[] = [
  { matches: inGroup('Keys', 'CreationDate') },
  { matches: inGroup('ItemList', 'ContentCreateDate') },
  { matches: inGroup('UserData', 'DateTimeOriginal', 'ContentCreateDate') },
  // Sony's NonRealTimeMeta
  { matches: inGroup('XML', 'CreationDateValue') },
  ...exifRules,
  // Nikon's, whose container times are local too (exiftool, Nikon.pm, "matches QuickTime CreateDate").
  makerNotes('DateTimeOriginal'),
  makerNotes('CreateDate'),
  // AVCHD and AVI cameras write local time.
  { matches: inGroup('H264', 'DateTimeOriginal') },
  { matches: inGroup('RIFF', 'DateTimeOriginal') },
  { matches: ({ group1, tag }) => group1 === 'QuickTime' && tag === 'CreateDate', utc: true },
  { matches: ({ tag }) => tag === 'TrackCreateDate', utc: true },
  { matches: ({ tag }) => tag === 'MediaCreateDate', utc: true },
  { matches: inGroup('Matroska', 'DateTimeOriginal'), utc: true },
  { matches: inGroup('ASF', 'CreationDate'), utc: true },
  elsewhere('DateTimeOriginal'),
  ...xmpRules,
];

/** An XMP file, or the THM beside a video: a small JPEG with the camera's EXIF. */
export const sidecarRules: readonly TagRule[] = [...exifRules, ...xmpRules, ...iptcRules];

export const gpsRules: readonly TagRule[] = [
  { matches: inGroup('Composite', 'GPSDateTime'), utc: true },
  { matches: inGroup('XMP-exif', 'GPSDateTime'), utc: true },
];

export const editRules: readonly TagRule[] = [{ matches: ({ tag }) => tag === 'ModifyDate' }];

/** The tags that a user's field means: any group where none was named, and neither case matters. */
export function namedRules(field: string): TagRule[] {
  const wanted = splitTagName(field.toLowerCase());
  const isMeant = ({ group0, group1, tag }: TagName): boolean =>
    tag.toLowerCase() === wanted.tag &&
    ['', group0.toLowerCase(), group1.toLowerCase()].includes(wanted.group1);
  return [
    { matches: (name) => isMeant(name) && isQuickTimeHeader(name), utc: true },
    { matches: isMeant, partial: true },
  ];
}

/** All dates in QuickTime headers are UTC; those that Apple added beside them are not. */
function isQuickTimeHeader({ group0, group1 }: TagName): boolean {
  return group0 === 'QuickTime' && !['Keys', 'ItemList', 'UserData'].includes(group1);
}
