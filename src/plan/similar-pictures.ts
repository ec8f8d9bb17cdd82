import { groupBy } from './nominate-similar.js';

/** What somebody wrote about a picture, as far as it helps to choose between two versions of it. */
export interface PictureDetails {
  /** keywords and names in face tags, each once */
  readonly keywords: readonly string[];
  readonly people: readonly string[];
  /** stars, 1 to 5 */
  readonly rating?: number;
  readonly title?: string;
  readonly hasPosition: boolean;
}

/** A picture whose image data was read. */
export interface ReadPicture {
  /** absolute */
  readonly path: string;
  /** bytes */
  readonly size: number;
  /** milliseconds since 1970 */
  readonly mtimeMs: number;
  /** type and hash of its image data */
  readonly image: string;
  readonly details: PictureDetails;
}

/** Files of the same bytes among those that show the same picture. */
export interface PictureVersion {
  /** bytes */
  readonly size: number;
  readonly details: PictureDetails;
  readonly files: readonly Pick<ReadPicture, 'path' | 'mtimeMs'>[];
}

/** One picture, in versions that differ in what was written about it. */
export interface SimilarPictures {
  readonly image: string;
  /** at least two */
  readonly versions: readonly PictureVersion[];
}

/** Pictures of the same image data, in the order of their first paths; not yet told apart by their bytes. */
export function sameImage(pictures: readonly ReadPicture[]): ReadPicture[][] {
  const sorted = [...pictures].sort((a, b) => (a.path < b.path ? -1 : 1));
  return [...groupBy(sorted, ({ image }) => [image]).values()].filter((group) => group.length > 1);
}

/** Those of a group that only their content can tell apart. */
export function equalInSize(group: readonly ReadPicture[]): ReadPicture[] {
  return [...groupBy(group, ({ size }) => [String(size)]).values()].filter((met) => met.length > 1).flat();
}

/**
 * One picture in its versions; undefined where all files are copies of one.
 *
 * @param contentOf equal for files of one size that hold the same; undefined for one that is to be left out
 */
export function toVersions(
  group: readonly ReadPicture[],
  contentOf: (picture: ReadPicture) => string | undefined,
): SimilarPictures | undefined {
  const byContent = groupBy(group, (picture) => {
    const content = contentOf(picture);
    return content === undefined ? [] : [`${String(picture.size)}:${content}`];
  });
  const versions = [...byContent.values()].flatMap((files): PictureVersion[] => {
    return files[0] ? [{ size: files[0].size, details: files[0].details, files }] : [];
  });
  const [first] = group;
  return first && versions.length > 1 ? { image: first.image, versions } : undefined;
}
