import type { HashAnswer, HashPool } from '../content/hash-pool.js';
import {
  type Answer,
  createExiftool,
  type Exiftool,
  type ExiftoolOptions,
  filesPerBatch,
} from '../dates/exiftool.js';
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
import { detailsOf, imageOf, imageTags, traitsOf, traitTags } from './picture-facts.js';
import { createPictureWalk, type PictureWalkRequest } from './picture-walk.js';

/** Where to look for pictures that differ in their metadata only, and with what. */
export interface SimilarRequest extends PictureWalkRequest {
  readonly hashes: HashPool;
  readonly exiftool: ExiftoolOptions;
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
  try {
    const groups = nominate(await picturesThatMeet(request, exiftool));
    const nominees = [...new Set(groups.flat())];
    const traits = await readTraits(nominees, exiftool, isInterrupted);
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
  const met = new Set<string>();
  const metAgain = new Set<string>();
  for await (const pictures of walk.batches()) {
    for (const key of pictures.flatMap(meetingKeys)) (met.has(key) ? metAgain : met).add(key);
  }
  met.clear();
  // By path: roots may overlap.
  const meeting = new Map<string, NamedPicture>();
  for await (const pictures of walk.batches()) {
    for (const picture of pictures) {
      if (meetingKeys(picture).some((key) => metAgain.has(key))) meeting.set(picture.path, picture);
    }
  }
  return [...meeting.values()];
}

async function readTraits(
  pictures: readonly NamedPicture[],
  exiftool: Exiftool,
  isInterrupted: () => boolean,
): Promise<Map<string, Traits>> {
  const traits = new Map<string, Traits>();
  for (let start = 0; start < pictures.length && !isInterrupted(); start += filesAtOnce) {
    const paths = pictures.slice(start, start + filesAtOnce).map(({ path }) => path);
    for (const [path, answer] of await exiftool.ask(paths, traitTags)) {
      if (answer) traits.set(path, traitsOf(answer));
    }
  }
  return traits;
}

const filesAtOnce = 8 * filesPerBatch;

/** An old USB disk reads no less. */
const bytesPerMs = 5000;
const bytesAtOnce = 256 * 1024 * 1024;

/** The image data of whole files is read here: exiftool gets as much time as the largest batch may take. */
async function readImages(
  pictures: readonly NamedPicture[],
  { exiftool: options, isInterrupted }: SimilarRequest,
): Promise<ReadPicture[]> {
  const largest = pictures.reduce((most, { size }) => Math.max(most, size), bytesAtOnce);
  const exiftool = createExiftool({ ...options, timeLimitMs: 60_000 + largest / bytesPerMs });
  const read: ReadPicture[] = [];
  try {
    for (const batch of bySize(pictures)) {
      if (isInterrupted()) break;
      const answers = await exiftool.ask(
        batch.map(({ path }) => path),
        imageTags,
      );
      read.push(...batch.flatMap((picture) => readPicture(picture, answers.get(picture.path)) ?? []));
    }
  } finally {
    await exiftool.close();
  }
  return read;
}

function readPicture(
  { path, size, mtimeMs }: NamedPicture,
  answer: Answer | undefined,
): ReadPicture | undefined {
  if (!answer) return undefined;
  const image = imageOf(answer);
  return image === undefined ? undefined : { path, size, mtimeMs, image, details: detailsOf(answer) };
}

/** Batches of so many files, and of so many bytes unless one file alone has more. */
function* bySize(pictures: readonly NamedPicture[]): Generator<NamedPicture[]> {
  let batch: NamedPicture[] = [];
  let bytes = 0;
  for (const picture of pictures) {
    if (batch.length > 0 && (batch.length === filesPerBatch || bytes + picture.size > bytesAtOnce)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(picture);
    bytes += picture.size;
  }
  if (batch.length > 0) yield batch;
}

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
