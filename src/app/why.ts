import { basename, dirname, join, relative } from 'node:path';
import type { Origins, Settings } from '../config/settings.js';
import { createHashPool } from '../content/hash-pool.js';
import type { Fingerprint } from '../content/fingerprint.js';
import type { AssetDates } from '../dates/asset-dates.js';
import { createMetadataReader, type MetadataByPath } from '../dates/exiftool.js';
import type { DateRules } from '../dates/taken-at.js';
import { Catalog, storedFingerprint } from '../library/catalog.js';
import { newestRunMs } from '../library/journal.js';
import { ledgerLinesOf } from '../library/ledger.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Layout } from '../plan/layout.js';
import { formAssets } from '../plan/form-assets.js';
import { undatedFolder } from '../plan/import-rules.js';
import { storableName, wishedStem } from '../plan/target-name.js';
import type { Explanation, KnownContent } from '../report/explanation.js';
import { identityAt } from '../scan/identity.js';
import { mediaKind } from '../scan/media-kinds.js';
import { nameWithStem, readAssetName } from '../scan/asset-name.js';
import { filesBeside } from '../scan/files-beside.js';
import type { FoundFile } from '../scan/walk.js';
import { datesOfAsset, describeFile } from './asset-files.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { dropFoldersOf, findSources } from './import-sources.js';
import { readSourceRules, type SourceRules } from './source-rules.js';

/**
 * Everything that decides about one file: each date on offer and its verdict, where an import would put it, and
 * what the library knows of its content. Changes nothing.
 *
 * @param file absolute path; may also lie in the Gallery
 * @param paths the library, if there is one
 * @throws PhotokeepError `usage` when there is no such file, or a setting cannot be used
 */
export async function explain(
  context: Context,
  file: string,
  resolved: ResolvedSettings,
  paths: LibraryPaths | undefined,
): Promise<Explanation> {
  const { settings } = resolved;
  if (!identityAt(file)) throw new PhotokeepError('usage', `there is no ${file}`, 'check the name');
  const sorting = await sortingRulesOf(file, resolved, { root: paths?.root, home: context.home });
  const rules: DateRules = { ...sorting.dates, nowMs: trustedNowMs(context, paths) };
  const beside = filesBeside(file);
  const { metadata, fingerprint } = await readAll(context, file, beside, settings);
  const files = beside.flatMap((found) => describeFile(found, metadata.get(found.path), rules) ?? []);
  const asset = formAssets(files).find((members) => members.some(({ path }) => path === file)) ?? [];
  const dates = datesOfAsset(asset, metadata, rules);
  const { fileType, mimeType } = metadata.get(file) ?? {};
  const kind = mediaKind(fileType, mimeType);
  const [main] = asset;
  return {
    ...{ path: file, fingerprint, dates },
    companions: asset.map(({ path }) => path).filter((path) => path !== file),
    ...(fileType !== undefined && { fileType }),
    ...(main &&
      main.role !== 'sidecar' && {
        ...(kind && { kind }),
        ...placeOf(file, dates, { layout: sorting.layout, settings, paths }),
      }),
    ...(paths && { known: knownIn(paths, fingerprint) }),
  };
}

interface ResolvedSettings {
  readonly settings: Settings;
  readonly origins: Origins;
}

/** As an import would sort the file: by the settings of the drop folder that it lies in, if it does. */
async function sortingRulesOf(
  file: string,
  resolved: ResolvedSettings,
  { root, home }: { root: string | undefined; home: string },
): Promise<SourceRules> {
  const { imports = [] } = resolved.settings;
  const sources = await findSources([file], root === undefined ? [] : dropFoldersOf(imports, root, home));
  const rules = readSourceRules(sources, resolved);
  return sources[0] ? rules.of(sources[0]) : rules;
}

async function readAll(
  context: Context,
  file: string,
  beside: readonly FoundFile[],
  { dateFields }: Settings,
): Promise<{ metadata: MetadataByPath; fingerprint: Fingerprint }> {
  const reader = createMetadataReader({
    path: context.env['PATH'],
    // Import does without: it never counts. Here it answers why it did not.
    extraTags: [...dateFields, 'ModifyDate'],
  });
  const hashes = createHashPool();
  try {
    const [metadata, [answer]] = await Promise.all([
      reader.read([...new Set([file, ...beside.map(({ path }) => path)])]),
      hashes.fingerprints([file]),
    ]);
    if (metadata.get(file) && answer && !('error' in answer)) {
      return { metadata, fingerprint: answer.fingerprint };
    }
    throw new PhotokeepError('usage', `${file} cannot be read`, 'is it a file, and may you read it?');
  } finally {
    await Promise.all([reader.close(), hashes.close()]);
  }
}

function trustedNowMs(context: Context, paths: LibraryPaths | undefined): number | undefined {
  const now = context.now().getTime();
  const newest = paths && newestRunMs(paths);
  return newest !== undefined && now < newest ? undefined : now;
}

/** Where an import would put the file, and whether it lies there already. */
function placeOf(
  file: string,
  { takenAt }: AssetDates,
  { layout, settings, paths }: { layout: Layout; settings: Settings; paths: LibraryPaths | undefined },
): Pick<Explanation, 'target' | 'inGallery'> {
  const folder = takenAt ? layout.folderOf(takenAt.local) : undatedFolder;
  const { stem, mark, tail } = readAssetName(basename(file));
  const name = nameWithStem(
    { mark, tail: storableName(tail) },
    wishedStem(stem, settings.naming, takenAt?.local),
  );
  const target = join(folder, name);
  if (!paths) return { target };
  const way = relative(paths.gallery, file);
  if (way.startsWith('../')) return { target: join(paths.gallery, target) };
  return {
    target: join(paths.gallery, target),
    inGallery: dirname(way) === folder ? 'in place' : 'elsewhere',
  };
}

/** What the library knows of a content: where the Gallery has it, and what the ledger says. */
function knownIn(paths: LibraryPaths, fingerprint: Fingerprint): KnownContent {
  const catalog = Catalog.openToRead(paths.catalog);
  try {
    const rows = catalog
      .bySize(fingerprint.size)
      .filter((row) => storedFingerprint(row)?.hash === fingerprint.hash)
      .map(({ path, takenAt }) => ({ path: join(paths.gallery, path), ...(takenAt && { takenAt }) }));
    return {
      catalog: rows,
      inGallery: rows.map(({ path }) => path).filter((path) => identityAt(path)?.size === fingerprint.size),
      ledger: ledgerLinesOf(paths.ledger, fingerprint),
    };
  } finally {
    catalog.close();
  }
}
