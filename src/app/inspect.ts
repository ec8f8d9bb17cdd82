import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import { maySidecarsDecide } from '../dates/asset-dates.js';
import type { MetadataByPath, MetadataReader } from '../dates/exiftool.js';
import type { Metadata } from '../dates/metadata.js';
import { chooseTakenAt, type DateRules, type TakenAt } from '../dates/taken-at.js';
import type { Failure, Skip } from '../plan/actions.js';
import { formAssets, type Member } from '../plan/form-assets.js';
import type { ImportAsset } from '../plan/import-rules.js';
import { readAssetName } from '../scan/asset-name.js';
import { sameIdentity } from '../scan/identity.js';
import { mediaKind } from '../scan/media-kinds.js';
import type { FailReason } from '../scan/reasons.js';
import type { FoundFile } from '../scan/walk.js';
import { fsPath } from '../system/fs-path.js';
import { type AssetFile, datesOfAsset, describeFile, isDatedSidecar, isSidecar } from './asset-files.js';
import { errorCode } from './errors.js';
import type { ImportSource } from './import-sources.js';
import type { Candidates, ScannedBatch } from './scan-batches.js';
import type { SortingRules } from './source-rules.js';

/** A batch of scanned files after their metadata and content were read: each is in exactly one list. */
export interface Inspected {
  readonly assets: readonly ImportAsset[];
  readonly skips: readonly Skip[];
  readonly failures: readonly Failure[];
  /** files of a type that photokeep does not import, worth remembering so that they are not read again */
  readonly notMedia: readonly FoundFile[];
}

export interface InspectTools {
  readonly metadata: MetadataReader;
  readonly hashes: HashPool;
  readonly rules: SortingRules;
  /** milliseconds since 1970; undefined when the clock is not to be trusted */
  readonly nowMs: number | undefined;
  /** whether files that came under this stem may be in the Gallery: else a sidecar that comes alone need not be read */
  readonly isKnownKey: (key: string) => boolean;
}

/** What is left or failed on the way. */
interface Aside {
  readonly skips: Skip[];
  readonly failures: Failure[];
  readonly notMedia: FoundFile[];
}

/** Reads metadata and content of a batch; what its scan had decided is carried along. */
export async function inspect({ groups, ...scanned }: ScannedBatch, tools: InspectTools): Promise<Inspected> {
  const aside: Aside = { skips: [...scanned.skips], failures: [...scanned.failures], notMedia: [] };
  const pictures = groups
    .flatMap(({ files }) => files.map(({ path }) => path))
    .filter((path) => !isSidecar(path));
  const metadata = new Map(await tools.metadata.read(pictures));
  const described = groups.map((group) => {
    const files = describe(group, metadata, tools, aside);
    return {
      group,
      files: files.some(({ role }) => role !== 'sidecar') ? files : withoutOrphans(files, tools, aside),
    };
  });
  const assets = described.flatMap(({ group, files }) =>
    formAssets(files).map((asset) => ({ group, files: asset })),
  );
  await readSidecars(assets, metadata, tools);
  const contents = await tools.hashes.fingerprints(
    assets.flatMap(({ files }) => files.map(({ path }) => path)),
  );
  let next = 0;
  const inspected = assets.map(({ group: { source, keepSource }, files }): ImportAsset => {
    const members: Member[] = [];
    for (const file of files) {
      const answer = contents[next++];
      const { path } = file;
      if (!answer || 'error' in answer) notRead(path, answer?.error ?? '', aside);
      else if (!sameIdentity(answer.identity, file.identity)) aside.skips.push({ path, reason: 'changed' });
      else members.push({ ...file, fingerprint: answer.fingerprint });
    }
    const { takenAt } = datesOfAsset(files, metadata, dateRules(source, tools));
    const { layout } = tools.rules.of(source);
    return { members, takenAt, layout, keepSource, resends: source.resends };
  });
  return { ...aside, assets: inspected.filter(({ members }) => members.length > 0) };
}

/** The dates of files in the Gallery, for the same decisions. */
export async function readDates(
  paths: readonly string[],
  metadata: MetadataReader,
  rules: DateRules,
): Promise<Map<string, TakenAt | undefined>> {
  const known = await metadata.read(paths);
  return new Map(
    paths.map((path) => {
      const found = known.get(path);
      const kind = found && mediaKind(found.fileType, found.mimeType);
      const evidence = kind && { kind, name: basename(path), metadata: found, mtimeMs: 0 };
      return [path, evidence && chooseTakenAt(evidence, { ...rules, fallback: 'none' })];
    }),
  );
}

/** Tells members of assets from what is left or failed. */
function describe(
  { files, source }: Candidates,
  metadata: MetadataByPath,
  tools: InspectTools,
  aside: Aside,
): AssetFile[] {
  return files.flatMap((file) => {
    const { path } = file;
    const found = metadata.get(path);
    const described = describeFile(file, found, dateRules(source, tools));
    if (described) return [described];
    // exiftool also answers for a file that it could not open: then as for one of an unknown type.
    const error = readError(path);
    if (error !== undefined) notRead(path, error, aside);
    else if (found) {
      aside.notMedia.push(file);
      aside.skips.push({ path, reason: 'not-media' });
    } else aside.failures.push({ path, reason: 'metadata-failed' });
    return [];
  });
}

/** A sidecar without its picture stays where it is, unless the picture may have come before it. */
function withoutOrphans(
  files: readonly AssetFile[],
  { isKnownKey }: Pick<InspectTools, 'isKnownKey'>,
  { skips }: Pick<Aside, 'skips'>,
): AssetFile[] {
  return files.filter(({ path }) => {
    const isExpected = isKnownKey(readAssetName(basename(path)).key);
    if (!isExpected) skips.push({ path, reason: 'orphan' });
    return isExpected;
  });
}

/** Most pictures carry their own date, and reading a sidecar takes as long as reading a picture. */
async function readSidecars(
  assets: readonly { readonly group: Candidates; readonly files: readonly AssetFile[] }[],
  metadata: Map<string, Metadata | undefined>,
  tools: InspectTools,
): Promise<void> {
  const wanted = assets.flatMap(({ group, files }) => {
    const sidecars = files.filter(isDatedSidecar);
    const isAlone = files.every(({ role }) => role === 'sidecar');
    if (sidecars.length === 0 || isAlone) return [];
    return maySidecarsDecide(datesOfAsset(files, metadata, dateRules(group.source, tools)))
      ? sidecars.map(({ path }) => path)
      : [];
  });
  for (const [path, found] of await tools.metadata.read(wanted)) metadata.set(path, found);
}

function dateRules(source: ImportSource, { rules, nowMs }: Pick<InspectTools, 'rules' | 'nowMs'>): DateRules {
  return { ...rules.of(source).dates, nowMs };
}

const readFailures: Readonly<Record<string, FailReason>> = { EACCES: 'unreadable', EPERM: 'unreadable' };

function notRead(path: string, code: string, { skips, failures }: Pick<Aside, 'skips' | 'failures'>): void {
  if (code === 'ENOENT') skips.push({ path, reason: 'changed' });
  else failures.push({ path, reason: readFailures[code] ?? 'io-error' });
}

/** The code of the system error that reading the file's first byte ends in, or undefined. */
function readError(path: string): string | undefined {
  try {
    const file = openSync(fsPath(path), 'r');
    try {
      readSync(file, Buffer.alloc(1));
    } finally {
      closeSync(file);
    }
    return undefined;
  } catch (error) {
    return errorCode(error) ?? 'EIO';
  }
}
