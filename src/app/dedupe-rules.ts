import type { Origins, Settings } from '../config/settings.js';
import type { DateRules } from '../dates/taken-at.js';
import { createPlaces } from '../plan/copy-places.js';
import type { DedupeRules } from '../plan/dedupe-rules.js';
import type { Context } from './context.js';
import type { DedupePlaces } from './dedupe-places.js';
import { createHolds } from './holds.js';
import { dropFoldersOf, findSources } from './import-sources.js';
import type { Run } from './run.js';
import { readSourceRules, type SortingRules } from './source-rules.js';
import { createTrashTargets } from './trash-targets.js';

/** How pictures of the library are dated and sorted: what its months and its albums are. */
export interface Sorting {
  readonly dates: Omit<DateRules, 'nowMs'>;
  readonly layouts: readonly SortingRules['layout'][];
}

/** @throws PhotokeepError `usage` that names file and line of a setting that cannot be used */
export async function readSorting(
  context: Context,
  { library }: DedupePlaces,
  { settings, origins }: { readonly settings: Settings; readonly origins: Origins },
): Promise<Sorting> {
  const dropFolders = dropFoldersOf(settings.imports ?? [], library.paths.root, context.home);
  const sources = await findSources([], dropFolders);
  const rules = readSourceRules(sources, { settings, origins });
  return {
    dates: rules.dates,
    layouts: [rules.layout, ...sources.map((source) => rules.of(source).layout)],
  };
}

/** How a run decides about copies. */
export function dedupeRules(
  context: Context,
  places: DedupePlaces,
  settings: Settings,
  { layouts }: Sorting,
  run: Pick<Run, 'paths' | 'id'>,
): DedupeRules {
  const { roots } = places;
  const { dedupeAction, dedupeKeep, dedupeAlbums, dedupeAllFiles, protect } = settings;
  return {
    ...{ action: dedupeAction, keep: dedupeKeep, allFiles: dedupeAllFiles },
    ...createPlaces({ roots, gallery: run.paths.gallery, layouts, albums: dedupeAlbums }),
    holdOf: createHolds(places, protect, context.home),
    trashPath: createTrashTargets(
      run,
      roots.map(({ path }) => path),
    ),
  };
}
