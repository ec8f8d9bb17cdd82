import { closeSync, openSync, readSync } from 'node:fs';
import { maySidecarsDecide } from '../dates/asset-dates.js';
import type { MetadataByPath, MetadataReader } from '../dates/exiftool.js';
import type { Metadata } from '../dates/metadata.js';
import type { DateRules, TakenAt } from '../dates/taken-at.js';
import type { Failure, Skip } from '../plan/actions.js';
import { formAssets } from '../plan/form-assets.js';
import type { FileGroup } from '../scan/group-files.js';
import type { FailReason } from '../scan/reasons.js';
import type { FoundFile } from '../scan/walk.js';
import { fsPath } from '../system/fs-path.js';
import { type AssetFile, datesOfAsset, describeFile, isDatedSidecar, isSidecar } from './asset-files.js';
import { errorCode } from './errors.js';

/** Files that may belong together, and how they are dated. */
export interface DatedGroup extends FileGroup {
  readonly dates: DateRules;
}

/** An asset whose content was not read yet, and the group that it came from. */
export interface ReadAsset<Group> {
  readonly group: Group;
  readonly files: readonly AssetFile[];
  readonly takenAt: TakenAt | undefined;
}

/** What is left or failed on the way. */
export interface Aside {
  readonly skips: Skip[];
  readonly failures: Failure[];
  /** files of a type that photokeep does not import, worth remembering so that they are not read again */
  readonly notMedia: FoundFile[];
}

/** Reads the metadata of groups, and makes assets of them; sidecars without a picture make one of their own. */
export async function readAssets<Group extends DatedGroup>(
  groups: readonly Group[],
  reader: MetadataReader,
  aside: Aside,
): Promise<ReadAsset<Group>[]> {
  const paths = groups.flatMap(({ files }) => files.map(({ path }) => path));
  const metadata = new Map(await reader.read(paths.filter((path) => !isSidecar(path))));
  const assets = groups.flatMap((group) => {
    return formAssets(describe(group, metadata, aside)).map((files) => ({ group, files }));
  });
  const dated = assets.filter(({ group, files }) => needsSidecars(files, metadata, group.dates));
  const sidecars = dated.flatMap(({ files }) => files.filter(isDatedSidecar).map(({ path }) => path));
  for (const [path, found] of await reader.read(sidecars)) metadata.set(path, found);
  return assets.map(({ group, files }) => {
    return { group, files, takenAt: datesOfAsset(files, metadata, group.dates).takenAt };
  });
}

/** Tells members of assets from what is left or failed. */
function describe({ files, dates }: DatedGroup, metadata: MetadataByPath, aside: Aside): AssetFile[] {
  return files.flatMap((file) => {
    const { path } = file;
    const found = metadata.get(path);
    const described = describeFile(file, found, dates);
    if (described) return [described];
    // exiftool also answers for a file that it could not open: then as for one of an unknown type.
    const error = readError(path);
    if (error !== undefined) setAside(path, error, aside);
    else if (found) {
      aside.notMedia.push(file);
      aside.skips.push({ path, reason: 'not-media' });
    } else aside.failures.push({ path, reason: 'metadata-failed' });
    return [];
  });
}

/** Most pictures carry their own date, and reading a sidecar takes as long as reading a picture. */
function needsSidecars(
  files: readonly AssetFile[],
  metadata: ReadonlyMap<string, Metadata | undefined>,
  dates: DateRules,
): boolean {
  const isAlone = files.every(({ role }) => role === 'sidecar');
  return !isAlone && files.some(isDatedSidecar) && maySidecarsDecide(datesOfAsset(files, metadata, dates));
}

const readFailures: Readonly<Record<string, FailReason>> = { EACCES: 'unreadable', EPERM: 'unreadable' };

/** Notes that a file could not be read. @param code of the system error */
export function setAside(path: string, code: string, { skips, failures }: Aside): void {
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
