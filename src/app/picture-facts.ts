import type { Answer } from '../dates/exiftool.js';
import type { Traits } from '../plan/nominate-similar.js';
import type { PictureDetails } from '../plan/similar-pictures.js';

/** What does not change when somebody writes about a picture: its type and size, and how it was taken. */
export const traitTags = [
  ...['-File:FileType', '-Composite:ImageSize', '-EXIF:Make', '-EXIF:Model', '-EXIF:ExposureTime'],
  ...['-EXIF:FNumber', '-EXIF:ISO', '-EXIF:FocalLength', '-QuickTime:Duration#'],
];

/** @param answer to `traitTags` */
export function traitsOf(answer: Answer): Traits {
  const [, ...ofPicture] = traitTags;
  return [typeOf(answer), ...ofPicture.map((tag) => texts(answer, [tag.replace(/^.*:|#$/g, '')])[0])];
}

/**
 * The hash of the image data alone (exiftool's tag names, Extra, ImageDataHash): of JPEG, TIFF and the RAW types built
 * on it, CR3, RAF and others, PNG, WEBP, HEIC, AVIF, MP4 and MOV; by default MD5, which is enough for what is reported
 * and never acted on. And what digiKam and its like write about a picture.
 */
export const imageTags = [
  ...['-File:FileType', '-File:ImageDataHash'],
  ...['-XMP-dc:Subject', '-IPTC:Keywords', '-XMP-mwg-rs:RegionName', '-XMP-MP:RegionPersonDisplayName'],
  ...['-XMP-iptcExt:PersonInImage', '-XMP-xmp:Rating', '-XMP-dc:Title', '-XMP-dc:Description'],
  ...['-EXIF:ImageDescription', '-GPSLatitude#'],
];

/** Equal for files whose image data are equal; undefined where exiftool makes no hash. @param answer to `imageTags` */
export function imageOf(answer: Answer): string | undefined {
  const type = typeOf(answer);
  const [hash] = texts(answer, ['ImageDataHash']);
  // The same bytes are another picture to another format.
  return type === undefined || hash === undefined ? undefined : `${type} ${hash}`;
}

/** With XMP in it a WEBP is an "Extended WEBP". */
function typeOf(answer: Answer): string | undefined {
  return texts(answer, ['FileType'])[0]?.replace(/^Extended /, '');
}

/** @param answer to `imageTags` */
export function detailsOf(answer: Answer): PictureDetails {
  const rating = Number(texts(answer, ['Rating'])[0]);
  const [title] = texts(answer, ['Title', 'Description', 'ImageDescription']);
  return {
    keywords: texts(answer, ['Subject', 'Keywords']),
    people: texts(answer, ['RegionName', 'RegionPersonDisplayName', 'PersonInImage']),
    ...(rating > 0 && { rating }),
    ...(title !== undefined && { title }),
    hasPosition: texts(answer, ['GPSLatitude']).length > 0,
  };
}

/** The values of tags, whatever their group, in the order of the tags and each once; lists are taken apart. */
function texts(answer: Answer, tags: readonly string[]): string[] {
  const values = tags.flatMap((tag) =>
    Object.entries(answer)
      .filter(([name]) => name.split(':').at(-1) === tag)
      .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value])),
  );
  return [...new Set(values.map((value) => String(value).trim()).filter((text) => text !== ''))];
}
