import { basename } from 'node:path';
import { galleryMarker, stateFolder } from '../library/paths.js';
import type { Cluster } from '../plan/duplicates.js';
import type { DedupeReporter, UncomparedEvent } from '../report/dedupe-report.js';
import type { Borders, LeftFile, UnreadableFile } from '../scan/walk.js';
import type { Context } from './context.js';
import type { DedupeRoot } from './dedupe-roots.js';
import { findDuplicates, type MediaKinds } from './find-duplicates.js';
import type { Run } from './run.js';

export interface Search {
  readonly roots: readonly DedupeRoot[];
  readonly allFiles: boolean;
  readonly mediaKinds: MediaKinds;
  readonly reporter: Pick<DedupeReporter, 'progress'>;
  /** told of what is not compared */
  readonly onUncompared: (event: UncomparedEvent) => void;
}

/** Looks for files that hold the same, and tells how far it is. */
export function searchDuplicates(
  { interruptedBy }: Pick<Context, 'interruptedBy'>,
  { catalog, paths, dryRun }: Pick<Run, 'catalog' | 'paths' | 'dryRun'>,
  { roots, allFiles, mediaKinds, reporter, onUncompared }: Search,
): AsyncGenerator<Cluster> {
  return findDuplicates({
    ...{ allFiles, mediaKinds, catalog, gallery: paths.gallery, learns: !dryRun },
    roots: roots.map((root) => ({ path: root.path, borders: bordersOf(root) })),
    onLeft(entry) {
      if (!isOurs(entry.path)) onUncompared(uncomparedEvent(entry));
    },
    onProgress({ bytesRead, bytesToRead }) {
      reporter.progress({ done: bytesRead, total: bytesToRead, unit: 'byte' });
    },
    isInterrupted: () => interruptedBy() !== undefined,
  });
}

/** What a root does not hold although it lies in it. */
export function bordersOf({ without }: DedupeRoot): Borders {
  const apart = new Set(without);
  return { isApart: (path) => apart.has(path), isExcluded: () => false };
}

/** The library's state and its marker are no news to its owner. */
function isOurs(path: string): boolean {
  return [stateFolder, galleryMarker].includes(basename(path));
}

function uncomparedEvent(entry: LeftFile | UnreadableFile): UncomparedEvent {
  const base = { event: 'file', action: 'skip', path: entry.path } as const;
  return 'failure' in entry
    ? { ...base, status: 'failed', reason: entry.failure }
    : { ...base, status: 'skipped', reason: entry.reason };
}
