import { basename, dirname, join, relative } from 'node:path';
import { createMetadataReader } from '../dates/exiftool.js';
import { isOwnDate, isSameMoment } from '../dates/same-moment.js';
import type { TakenAt } from '../dates/taken-at.js';
import { FolderNames } from '../plan/folder-names.js';
import { undatedFolder } from '../plan/import-rules.js';
import type { Layout } from '../plan/layout.js';
import { createResortPlanner, type MisplacedAsset } from '../plan/plan-resort.js';
import { failureEvent, groupByAsset, skipEvent } from '../report/asset-events.js';
import type { AssetEvent, ImportReporter, ImportSummary, ResortedMonth } from '../report/reporter.js';
import { createTally } from '../report/tally.js';
import { groupFiles } from '../scan/group-files.js';
import { countSource } from '../scan/scan-source.js';
import { walk, type Walked } from '../scan/walk.js';
import { isSidecar } from './asset-files.js';
import type { Context } from './context.js';
import { exitCodeOf, type ExitCode } from './exit-codes.js';
import { listNames } from './folder-facts.js';
import { learnGallery } from './gallery-presence.js';
import type { ResortPlaces } from './import-request.js';
import type { ImportOptions } from './import.js';
import { readContents } from './inspect.js';
import { lookAhead } from './look-ahead.js';
import { type Aside, type DatedGroup, readAssets, type ReadAsset } from './read-assets.js';
import { type Run, withRun } from './run.js';
import { readSourceRules } from './source-rules.js';

const filesPerBatch = 256;
const batchesAhead = 2;

/** A group of files in a folder that a layout made. */
interface PlacedGroup extends DatedGroup {
  readonly layout: Layout;
}

/**
 * Moves assets whose folder says another date than they do; albums and other folders of the user's own are left.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function runResort(
  context: Context,
  { library, folders, sources }: ResortPlaces,
  options: Pick<ImportOptions, 'settings' | 'origins' | 'dryRun' | 'args'>,
  reporter: ImportReporter,
): Promise<ExitCode> {
  const { settings, dryRun, args } = options;
  const rules = readSourceRules(sources, options);
  const layouts = [rules.layout, ...sources.map((source) => rules.of(source).layout)];
  const started = context.now().getTime();
  const tally = createTally();
  const months = createMonthCounts(library.paths.gallery);
  const report = (event: AssetEvent): void => {
    tally.count(event);
    months.count(event);
    reporter.event(event);
  };
  return withRun(context, library, { command: 'import', args, dryRun, reporter }, async (run) => {
    learnGallery(run.catalog, run.paths.gallery);
    const metadata = createMetadataReader({
      path: context.env['PATH'],
      extraTags: settings.dateFields,
      onStart: (pid) => {
        run.helperStarted('exiftool', pid);
      },
    });
    context.onInterrupt(() => void metadata.close());
    const moved = new Set<string>();
    const dates = { ...rules.dates, nowMs: run.trustedNowMs };
    const batches = scanGallery(run, folders, layouts, (group) => ({ ...group, dates }), moved);
    const total = folders.reduce((count, folder) => count + countSource(folder), 0);
    let done = 0;
    const planner = createResortPlanner();
    try {
      const read = lookAhead(batches, batchesAhead, async ({ groups, aside }) => ({
        assets: withNumberedSidecars(await readAssets(groups, metadata, aside)),
        aside,
      }));
      for await (const { assets, aside } of read) {
        if (context.interruptedBy()) break;
        const misplaced = await findMisplaced(run, assets, aside);
        for (const skip of aside.skips) report(skipEvent(skip));
        for (const failure of aside.failures) report(failureEvent(failure));
        const actions = planner.plan(misplaced, (path) => new FolderNames(listNames(path)));
        for (const { target } of actions) moved.add(target);
        const grouped = groupByAsset(report);
        await run.carryOut(actions, grouped.add);
        grouped.end();
        done += assets.reduce(
          (count, { files }) => count + files.length,
          aside.skips.length + aside.failures.length,
        );
        reporter.progress({ done: Math.min(done, total), total });
      }
    } finally {
      await metadata.close();
    }
    const exitCode = exitCodeOf(context.interruptedBy(), tally.failed);
    const summary: ImportSummary = {
      ...{ event: 'summary', command: 'import', run: run.id, dryRun },
      ...tally.counts(),
      resorted: months.all(),
      seconds: (context.now().getTime() - started) / 1000,
      exitCode,
    };
    reporter.end(summary);
    return exitCode;
  });
}

interface GalleryBatch {
  readonly groups: readonly PlacedGroup[];
  readonly aside: Aside;
}

/** @param moved what this run has moved already, and would meet again further on */
function* scanGallery(
  { paths: { gallery } }: Pick<Run, 'paths'>,
  folders: readonly string[],
  layouts: readonly Layout[],
  dated: (group: { files: DatedGroup['files']; layout: Layout }) => PlacedGroup,
  moved: ReadonlySet<string>,
): Generator<GalleryBatch> {
  let groups: PlacedGroup[] = [];
  let aside: Aside = { skips: [], failures: [], notMedia: [] };
  let size = 0;
  for (const entry of groupFiles(walkAll(folders))) {
    const isFollower = 'files' in entry && entry.files.every(({ path }) => isSidecar(path));
    if (size >= filesPerBatch && !isFollower) {
      yield { groups, aside };
      [groups, aside, size] = [[], { skips: [], failures: [], notMedia: [] }, 0];
    }
    if ('failure' in entry) aside.failures.push({ path: entry.path, reason: entry.failure });
    else if ('reason' in entry) aside.skips.push(entry);
    else {
      const files = entry.files.filter(({ path }) => !moved.has(path));
      const layout = layoutOf(relative(gallery, dirname(entry.files[0]?.path ?? gallery)), layouts);
      size += files.length;
      if (!layout) aside.skips.push(...files.map(({ path }) => ({ path, reason: 'album' as const })));
      else if (files.length > 0) groups.push(dated({ files, layout }));
    }
  }
  yield { groups, aside };
}

function* walkAll(folders: readonly string[]): Generator<Walked> {
  for (const folder of folders) yield* walk(folder);
}

function layoutOf(folder: string, layouts: readonly Layout[]): Layout | undefined {
  return folder === undatedFolder ? layouts[0] : layouts.find((layout) => layout.isFolder(folder));
}

/** `x (2).xmp` belongs to `x`: it came when another sidecar of that name was there. */
function withNumberedSidecars(assets: readonly ReadAsset<PlacedGroup>[]): ReadAsset<PlacedGroup>[] {
  const result: ReadAsset<PlacedGroup>[] = [];
  for (const asset of assets) {
    const [first] = asset.files;
    const before = result.at(-1);
    const main = before?.files[0];
    const isNumbered =
      first?.role === 'sidecar' &&
      main !== undefined &&
      main.role !== 'sidecar' &&
      dirname(main.path) === dirname(first.path) &&
      first.name.key.replace(/ \(\d+\)$/, '') === main.name.key;
    if (!isNumbered || !before) result.push(asset);
    else {
      const followers = asset.files.map((file) => {
        const tail = basename(file.path).slice(main.name.stem.length);
        return { ...file, name: { ...file.name, stem: main.name.stem, mark: '', tail } };
      });
      result[result.length - 1] = { ...before, files: [...before.files, ...followers] };
    }
  }
  return result;
}

async function findMisplaced(
  { paths: { gallery }, catalog, hashes }: Run,
  assets: readonly ReadAsset<PlacedGroup>[],
  aside: Aside,
): Promise<MisplacedAsset[]> {
  const misplaced = assets.flatMap(({ files, takenAt, group }) => {
    const [main] = files;
    if (!main || main.role === 'sidecar') {
      aside.skips.push(...files.map(({ path }) => ({ path, reason: 'orphan' as const })));
      return [];
    }
    const row = catalog.byPath(relative(gallery, main.path));
    const date = sameMomentElsewhere(row?.takenAt, takenAt);
    const folder = join(gallery, date ? group.layout.folderOf(date.local) : undatedFolder);
    if (folder === dirname(main.path)) return [];
    const cameAs = row?.key ?? main.name.key;
    return [{ files, place: { folder, takenAt: date, cameAs } }];
  });
  const contents = await readContents(
    misplaced.map(({ files }) => files),
    hashes,
    aside,
  );
  return misplaced
    .map(({ place }, index) => ({ ...place, members: contents[index] ?? [] }))
    .filter(({ members }) => members.length > 0);
}

/** A date that was found on import, perhaps with the home zone of another drop folder, stands if it is of the same moment. */
function sameMomentElsewhere(known: TakenAt | undefined, read: TakenAt | undefined): TakenAt | undefined {
  return isOwnDate(known) && isOwnDate(read) && isSameMoment(known, read) ? known : read;
}

function createMonthCounts(gallery: string): { count(event: AssetEvent): void; all(): ResortedMonth[] } {
  const months = new Map<string, { from: string; to: string; files: number }>();
  return {
    count({ path, to, status, action, companions }) {
      if (to === undefined || action !== 'move' || (status !== 'done' && status !== 'planned')) return;
      const [from, target] = [path, to].map((file) => relative(gallery, dirname(file))) as [string, string];
      const key = `${from}\0${target}`;
      const month = months.get(key) ?? { from, to: target, files: 0 };
      month.files += 1 + companions.filter((one) => one.status === status).length;
      months.set(key, month);
    },
    all: () => [...months.values()].sort((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1)),
  };
}
