/** What exiftool said about one file. */
export interface Metadata {
  /** `File:FileType`, e.g. `JPEG`; undefined when exiftool does not know the content */
  readonly fileType?: string;
  /** `File:MIMEType`, e.g. `image/jpeg` */
  readonly mimeType?: string;
  /** the extension that exiftool gives to this content, e.g. `jpg` */
  readonly extension?: string;
  /** values by their full exiftool name, family 0 and 1 group before the tag: `EXIF:ExifIFD:DateTimeOriginal` */
  readonly tags: Tags;
}

export type Tags = Readonly<Record<string, string | number>>;

/** The parts of a full tag name. `group1` equals `group0` where exiftool writes only one. */
export interface TagName {
  readonly group0: string;
  readonly group1: string;
  readonly tag: string;
}

/** Splits `QuickTime:Keys:CreationDate` into its groups and its tag. */
export function splitTagName(name: string): TagName {
  const parts = name.split(':');
  const tag = parts.at(-1) ?? name;
  const group0 = parts.length > 1 ? (parts[0] as string) : '';
  return { group0, group1: parts.length > 2 ? (parts[1] as string) : group0, tag };
}

/** The tags that the date rules read; asked of exiftool by name, in every group that has them. */
export const dateTags = [
  ...['DateTimeOriginal', 'SubSecTimeOriginal', 'OffsetTimeOriginal'],
  ...['CreateDate', 'SubSecTimeDigitized', 'OffsetTimeDigitized', 'DateTimeDigitized', 'OffsetTime'],
  ...['CreationDate', 'ContentCreateDate', 'CreationDateValue', 'TrackCreateDate', 'MediaCreateDate'],
  ...['DateCreated', 'TimeCreated', 'DigitalCreationDate', 'DigitalCreationTime', 'CreationTime'],
  ...['GPSDateTime', 'GPSLatitude', 'GPSLongitude'],
] as const;
