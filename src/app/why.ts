import { basename, join } from 'node:path';
import type { Settings } from '../config/settings.js';
import { createHashPool } from '../content/hash-pool.js';
import type { Fingerprint } from '../content/fingerprint.js';
import { createMetadataReader } from '../dates/exiftool.js';
import { type DateCandidate, datesOnOffer } from '../dates/taken-at.js';
import { Catalog, storedFingerprint } from '../library/catalog.js';
import { newestRunMs } from '../library/journal.js';
import { type KnownContent, ledgerLinesOf } from '../library/ledger.js';
import type { LibraryPaths } from '../library/paths.js';
import { parseLayout } from '../plan/layout.js';
import { undatedFolder } from '../plan/import-rules.js';
import { nameWithStem, readAssetName } from '../scan/asset-name.js';
import { storableName, wishedStem } from '../plan/target-name.js';
import type { Explanation } from '../report/explanation.js';
import { identityAt } from '../scan/identity.js';
import { mediaKind } from '../scan/media-kinds.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/**
 * Everything that decides about one file: each date on offer and its verdict, where an import would put it, and
 * what the library knows of its content. Changes nothing.
 *
 * @param file absolute path; may also lie in the Gallery
 * @param paths the library, if there is one
 * @throws PhotokeepError `usage` when there is no such file
 */
export async function explain(
  context: Context,
  file: string,
  settings: Settings,
  paths: LibraryPaths | undefined,
): Promise<Explanation> {
  const identity = identityAt(file);
  if (!identity) throw new PhotokeepError('usage', `there is no ${file}`, 'check the name');
  const reader = createMetadataReader({ path: context.env['PATH'], extraTags: settings.dateFields });
  const hashes = createHashPool();
  try {
    const [metadataByPath, [answer]] = await Promise.all([reader.read([file]), hashes.fingerprints([file])]);
    const metadata = metadataByPath.get(file);
    if (!metadata || !answer || 'error' in answer) {
      throw new PhotokeepError('usage', `${file} cannot be read`, 'is it a file, and may you read it?');
    }
    const kind = mediaKind(metadata.fileType, metadata.mimeType);
    const name = basename(file);
    const dates = datesOnOffer(
      { kind: kind ?? 'picture', name, mtimeMs: identity.mtimeMs, metadata },
      { ...settings, nowMs: trustedNowMs(context, paths) },
    );
    const target = kind ? targetOf(name, dates, settings) : undefined;
    return {
      ...{ path: file, fingerprint: answer.fingerprint, dates },
      ...(metadata.fileType !== undefined && { fileType: metadata.fileType }),
      ...(kind && { kind }),
      ...(target !== undefined && { target: paths ? join(paths.gallery, target) : target }),
      ...(paths && { known: knownIn(paths, answer.fingerprint) }),
    };
  } finally {
    await Promise.all([reader.close(), hashes.close()]);
  }
}

function trustedNowMs(context: Context, paths: LibraryPaths | undefined): number | undefined {
  const now = context.now().getTime();
  const newest = paths && newestRunMs(paths);
  return newest !== undefined && now < newest ? undefined : now;
}

function targetOf(name: string, dates: readonly DateCandidate[], settings: Settings): string {
  const local = dates.find(({ refusal }) => refusal === undefined)?.takenAt?.local;
  const folder =
    local === undefined ? undatedFolder : parseLayout(settings.layout, settings.locale).folderOf(local);
  const parts = readAssetName(name);
  const tail = storableName(parts.tail);
  return join(folder, nameWithStem({ ...parts, tail }, wishedStem(parts.stem, settings.naming, local)));
}

/** What the library knows of a content: where the Gallery has it, and what the ledger says. */
function knownIn(paths: LibraryPaths, fingerprint: Fingerprint): KnownContent {
  const catalog = Catalog.openToRead(paths.catalog);
  try {
    const inGallery = catalog
      .bySize(fingerprint.size)
      .filter((row) => storedFingerprint(row)?.hash === fingerprint.hash)
      .map((row) => join(paths.gallery, row.path))
      .filter((path) => identityAt(path)?.size === fingerprint.size);
    return { inGallery, ledger: ledgerLinesOf(paths.ledger, fingerprint) };
  } finally {
    catalog.close();
  }
}
