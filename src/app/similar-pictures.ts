import type { HashAnswer, HashPool } from '../content/hash-pool.js';
import { createExiftool, type Exiftool, filesPerBatch } from '../dates/exiftool.js';
import {
  meetingKeys,
  type NamedPicture,
  nominate,
  type Traits,
  worthReading,
} from '../plan/nominate-similar.js';
import {
  equalInSize,
  type ReadPicture,
  sameImage,
  type SimilarPictures,
  toVersions,
} from '../plan/similar-pictures.js';
import { traitsOf, traitTags } from './picture-facts.js';
import { createPictureWalk, type PictureWalkRequest } from './picture-walk.js';
import { type ImageReading, readImages } from './read-images.js';

/** Where to look for pictures that differ in their metadata only, and with what. */
export interface SimilarRequest extends PictureWalkRequest, ImageReading {
  readonly hashes: HashPool;
}

/**
 * Finds pictures that differ in nothing but their metadata: a copy from before digiKam wrote names into the other. Names
 * and known dates nominate; exiftool says which of those were taken alike; of these alone the image data is read.
 *
 * @returns in the order of their first paths; undefined when it was interrupted
 * @throws PhotokeepError `external` when exiftool cannot be started at all
 */
export async function findSimilarPictures(request: SimilarRequest): Promise<SimilarPictures[] | undefined> {
  const { isInterrupted } = request;
  const exiftool = createExiftool(request.exiftool);
  request.onInterrupt?.(() => void exiftool.close());
  try {
    const groups = nominate(await picturesThatMeet(request, exiftool));
    const nominees = [...new Set(groups.flat())];
    const traits = await readTraits(nominees, exiftool, request);
    const worth = worthReading(groups, (path) => traits.get(path));
    const pictures = await readImages(
      nominees.filter(({ path }) => worth.has(path)),
      request,
    );
    const found = await tellApart(sameImage(pictures), request);
    return isInterrupted() ? undefined : found;
  } finally {
    await exiftool.close();
  }
}

/** Those that share a key with another one. Walks twice, so that the paths of all others need not fit into memory. */
async function picturesThatMeet(request: SimilarRequest, exiftool: Exiftool): Promise<NamedPicture[]> {
  const walk = createPictureWalk(request, exiftool);
  const met = new Set<number>();
  const metAgain = new Set<number>();
  for await (const pictures of walk.batches()) {
    for (const key of pictures.flatMap(shortKeys)) (met.has(key) ? metAgain : met).add(key);
  }
  met.clear();
  // By path: roots may overlap.
  const meeting = new Map<string, NamedPicture>();
  for await (const pictures of walk.batches()) {
    for (const picture of pictures) {
      if (shortKeys(picture).some((key) => metAgain.has(key))) meeting.set(picture.path, picture);
    }
  }
  return [...meeting.values()];
}

/** The keys as numbers (FNV-1a), which need little memory. A clash lets two strangers meet, who part at once. */
function shortKeys(picture: NamedPicture): number[] {
  return meetingKeys(picture).map((key) => {
    let hash = 0x811c9dc5;
    for (let index = 0; index < key.length; index++)
      hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
    return hash >> 1;
  });
}

async function readTraits(
  pictures: readonly NamedPicture[],
  exiftool: Exiftool,
  { isInterrupted, onProgress }: SimilarRequest,
): Promise<Map<string, Traits>> {
  const traits = new Map<string, Traits>();
  const total = pictures.length;
  for (let done = 0; done < total && !isInterrupted(); done += filesAtOnce) {
    onProgress?.({ done, total });
    const paths = pictures.slice(done, done + filesAtOnce).map(({ path }) => path);
    for (const [path, answer] of await exiftool.ask(paths, traitTags)) {
      if (answer) traits.set(path, traitsOf(answer));
    }
  }
  return traits;
}

const filesAtOnce = 8 * filesPerBatch;

/** Files of one size may still be copies of each other; those that cannot be read any more are left out. */
async function tellApart(
  groups: readonly ReadPicture[][],
  { hashes }: SimilarRequest,
): Promise<SimilarPictures[]> {
  const found: SimilarPictures[] = [];
  for (const group of groups) {
    const alike = equalInSize(group).map(({ path }) => path);
    const answers = await hashes.fingerprints(alike);
    const contents = new Map(alike.map((path, index) => [path, hashIn(answers[index])]));
    const similar = toVersions(group, ({ path }) => (contents.has(path) ? contents.get(path) : ''));
    if (similar) found.push(similar);
  }
  return found;
}

function hashIn(answer: HashAnswer | undefined): string | undefined {
  return answer && !('error' in answer) ? answer.fingerprint.hash : undefined;
}
