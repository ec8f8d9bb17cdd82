import { basename } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import type { MetadataReader } from '../dates/exiftool.js';
import { chooseTakenAt, type DateRules, type TakenAt } from '../dates/taken-at.js';
import type { Member } from '../plan/form-assets.js';
import type { ImportAsset } from '../plan/import-rules.js';
import { sameIdentity } from '../scan/identity.js';
import { mediaKind } from '../scan/media-kinds.js';
import type { AssetFile } from './asset-files.js';
import { type Aside, readAssets, setAside } from './read-assets.js';
import type { ScannedBatch } from './scan-batches.js';
import type { SortingRules } from './source-rules.js';

/** A batch of scanned files after their metadata and content were read: each is in exactly one list. */
export interface Inspected extends Aside {
  readonly assets: readonly ImportAsset[];
}

export interface InspectTools {
  readonly metadata: MetadataReader;
  readonly hashes: HashPool;
  readonly rules: SortingRules;
  /** milliseconds since 1970; undefined when the clock is not to be trusted */
  readonly nowMs: number | undefined;
  readonly isKnownKey: (key: string) => boolean;
}

/** Reads metadata and content of a batch; what its scan had decided is carried along. */
export async function inspect({ groups, ...scanned }: ScannedBatch, tools: InspectTools): Promise<Inspected> {
  const aside: Aside = { skips: [...scanned.skips], failures: [...scanned.failures], notMedia: [] };
  const dated = groups.map((group) => ({
    ...group,
    dates: { ...tools.rules.of(group.source).dates, nowMs: tools.nowMs },
  }));
  const read = await readAssets(dated, tools.metadata, tools.isKnownKey, aside);
  const members = await readContents(
    read.map(({ files }) => files),
    tools.hashes,
    aside,
  );
  const assets = read.map(({ group: { source, keepSource }, takenAt }, index): ImportAsset => {
    const { layout } = tools.rules.of(source);
    return { members: members[index] ?? [], takenAt, layout, keepSource, resends: source.resends };
  });
  return { ...aside, assets: assets.filter((asset) => asset.members.length > 0) };
}

/** The files of each asset with their fingerprints, without those that could not be read or changed meanwhile. */
export async function readContents(
  assets: readonly (readonly AssetFile[])[],
  hashes: HashPool,
  aside: Aside,
): Promise<Member[][]> {
  const answers = await hashes.fingerprints(assets.flatMap((files) => files.map(({ path }) => path)));
  let next = 0;
  return assets.map((files) =>
    files.flatMap((file): Member[] => {
      const answer = answers[next++];
      const { path } = file;
      if (!answer || 'error' in answer) setAside(path, answer?.error ?? '', aside);
      else if (!sameIdentity(answer.identity, file.identity)) aside.skips.push({ path, reason: 'changed' });
      else return [{ ...file, fingerprint: answer.fingerprint }];
      return [];
    }),
  );
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
