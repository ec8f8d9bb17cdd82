import { basename, dirname, join } from 'node:path';
import { createExiftool } from '../dates/exiftool.js';
import { type FaceNames, faceTags, readFaceNames } from '../plan/face-names.js';
import type { PeopleFindings, PictureOfPeople } from '../report/people-report.js';
import type { ProgressState } from '../report/reporter.js';
import { readAssetName } from '../scan/asset-name.js';
import { countCandidates, lookAt, walk } from '../scan/walk.js';
import { isNamedAsPicture, isSidecar } from './asset-files.js';
import type { Context } from './context.js';

const filesAtOnce = 256;

/**
 * Reads the names in the face tags of pictures and videos, and of the XMP files beside them. Changes nothing.
 *
 * @param roots folders or files; absolute
 * @throws PhotokeepError `external` when exiftool cannot be started
 */
export async function readPeople(
  context: Context,
  roots: readonly string[],
  onProgress: (progress: ProgressState) => void,
): Promise<PeopleFindings> {
  const exiftool = createExiftool({ path: context.env['PATH'] });
  context.onInterrupt(() => void exiftool.close());
  const read = new Map<string, FaceNames>();
  const unreadable: string[] = [];
  const total = roots.reduce((count, root) => count + countCandidates(root), 0);
  const readBatch = async (paths: readonly string[]): Promise<void> => {
    for (const [path, answer] of await exiftool.ask(paths, faceTags)) {
      if (answer) read.set(path, readFaceNames(answer));
      else if (!context.interruptedBy()) unreadable.push(path);
    }
    onProgress({ done: Math.min(read.size + unreadable.length, total), total });
  };
  try {
    let batch: string[] = [];
    for (const path of filesIn(roots, unreadable)) {
      if (batch.push(path) < filesAtOnce) continue;
      await readBatch(batch);
      batch = [];
      if (context.interruptedBy()) break;
    }
    await readBatch(batch);
  } finally {
    await exiftool.close();
  }
  return { files: read.size, pictures: withSidecars(read), unreadable };
}

function* filesIn(roots: readonly string[], unreadable: string[]): Generator<string> {
  for (const root of roots) {
    const [single] = lookAt(root);
    for (const entry of single && 'identity' in single ? [single] : walk(root)) {
      if ('failure' in entry) unreadable.push(entry.path);
      else if ('identity' in entry && (isNamedAsPicture(entry.path) || isXmp(entry.path))) yield entry.path;
    }
  }
}

function isXmp(path: string): boolean {
  return isSidecar(path) && /\.xmp$/i.test(path);
}

/** Names that are in an XMP file count for the pictures that it belongs to: `a.jpg.xmp` for one, `a.xmp` for all of the stem. */
function withSidecars(read: ReadonlyMap<string, FaceNames>): PictureOfPeople[] {
  const byKey = new Map<string, string[]>();
  for (const path of read.keys()) {
    if (isXmp(path)) continue;
    const key = keyOf(path);
    byKey.set(key, [...(byKey.get(key) ?? []), path]);
  }
  const names = new Map<string, FaceNames[]>();
  for (const [path, found] of read) {
    if (found.faces.length + found.onlyMicrosoft.length === 0) continue;
    for (const owner of ownersOf(path, read, byKey)) names.set(owner, [...(names.get(owner) ?? []), found]);
  }
  return [...names]
    .map(([path, found]) => {
      const faces = [...new Set(found.flatMap((each) => each.faces))];
      const onlyMicrosoft = new Set(found.flatMap((each) => each.onlyMicrosoft));
      return { path, faces, onlyMicrosoft: [...onlyMicrosoft].filter((name) => !faces.includes(name)) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function ownersOf(
  path: string,
  read: ReadonlyMap<string, FaceNames>,
  byKey: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (!isXmp(path)) return [path];
  const whole = path.replace(/\.xmp$/i, '');
  if (read.has(whole)) return [whole];
  return byKey.get(keyOf(path)) ?? [path];
}

function keyOf(path: string): string {
  return join(dirname(path), readAssetName(basename(path)).stem);
}
