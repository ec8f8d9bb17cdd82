import { basename } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import type { MetadataReader } from '../dates/exiftool.js';
import { chooseTakenAt, type DateRules, type TakenAt } from '../dates/taken-at.js';
import type { Member } from '../plan/form-assets.js';
import type { ImportAsset } from '../plan/import-rules.js';
import { sameIdentity } from '../scan/identity.js';
import { mediaKind } from '../scan/media-kinds.js';
import { type AssetFile, isNamedAsPicture } from './asset-files.js';
import { type Aside, type DatedGroup, readAssets, type ReadAsset, setAside } from './read-assets.js';
import type { Candidates, ScannedBatch } from './scan-batches.js';
import type { SortingRules } from './source-rules.js';

/** A batch of scanned files after their metadata and content were read: each is in exactly one list. */
export interface Inspected extends Aside {
  readonly assets: readonly ImportAsset[];
  /** sidecars without their picture: whether that came from elsewhere is known only at the end of the run */
  readonly lone: readonly Candidates[];
}

export interface InspectTools {
  readonly metadata: MetadataReader;
  readonly hashes: HashPool;
  readonly rules: SortingRules;
  /** milliseconds since 1970; undefined when the clock is not to be trusted */
  readonly nowMs: number | undefined;
}

/** Reads metadata and content of a batch; what its scan had decided is carried along. */
export async function inspect({ groups, ...scanned }: ScannedBatch, tools: InspectTools): Promise<Inspected> {
  const aside = asideFrom(scanned);
  const read = await readAssets(withDates(groups, tools), tools.metadata, aside);
  const lone = read.filter(({ files }) => !hasPicture(files)).flatMap((asset) => loneGroup(asset, aside));
  const whole = read.filter(({ files }) => hasPicture(files));
  return { ...aside, lone, assets: await importAssets(whole, tools, aside) };
}

/** Reads sidecars whose pictures may be in the Gallery. */
export async function inspectLone(
  { groups, ...scanned }: ScannedBatch,
  tools: InspectTools,
): Promise<Inspected> {
  const aside = asideFrom(scanned);
  const read = await readAssets(withDates(groups, tools), tools.metadata, aside);
  // Each by itself: what the one's name says of its picture, it does not say of the other's.
  const single = read.flatMap((asset) => asset.files.map((file) => ({ ...asset, files: [file] })));
  return { ...aside, lone: [], assets: await importAssets(single, tools, aside) };
}

function asideFrom({ skips, failures }: Omit<ScannedBatch, 'groups'>): Aside {
  return { skips: [...skips], failures: [...failures], notMedia: [] };
}

type DatedCandidates = Candidates & DatedGroup;

function withDates(
  groups: readonly Candidates[],
  { rules, nowMs }: Pick<InspectTools, 'rules' | 'nowMs'>,
): DatedCandidates[] {
  return groups.map((group) => ({ ...group, dates: { ...rules.of(group.source).dates, nowMs } }));
}

function hasPicture(files: readonly AssetFile[]): boolean {
  return files.some(({ role }) => role !== 'sidecar');
}

/** Sidecars whose picture is beside them, though it cannot be imported, are of no other one of the same name. */
function loneGroup({ group, files }: ReadAsset<DatedCandidates>, { skips }: Aside): Candidates[] {
  if (!group.lacksPicture && !group.files.some(({ path }) => isNamedAsPicture(path)))
    return [{ ...group, files }];
  for (const { path } of files) skips.push({ path, reason: 'orphan' });
  return [];
}

async function importAssets(
  read: readonly ReadAsset<DatedCandidates>[],
  { rules, hashes }: InspectTools,
  aside: Aside,
): Promise<ImportAsset[]> {
  const members = await readContents(
    read.map(({ files }) => files),
    hashes,
    aside,
  );
  const assets = read.map(({ group: { source, keepSource }, takenAt }, index): ImportAsset => {
    const { layout } = rules.of(source);
    return { members: members[index] ?? [], takenAt, layout, keepSource, resends: source.resends };
  });
  return assets.filter((asset) => asset.members.length > 0);
}

/**
 * The files of each asset with their fingerprints, without those that could not be read or changed meanwhile, and
 * without sidecars whose picture is among these: they wait with it.
 */
export async function readContents(
  assets: readonly (readonly AssetFile[])[],
  hashes: HashPool,
  aside: Aside,
): Promise<Member[][]> {
  const answers = await hashes.fingerprints(assets.flatMap((files) => files.map(({ path }) => path)));
  let next = 0;
  return assets.map((files) => {
    const members = files.flatMap((file): Member[] => {
      const answer = answers[next++];
      const { path } = file;
      if (!answer || 'error' in answer) setAside(path, answer?.error ?? '', aside);
      else if (!sameIdentity(answer.identity, file.identity)) aside.skips.push({ path, reason: 'changed' });
      else return [{ ...file, fingerprint: answer.fingerprint }];
      return [];
    });
    if (hasPicture(members) || !hasPicture(files)) return members;
    for (const { path } of members) aside.skips.push({ path, reason: 'orphan' });
    return [];
  });
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
