import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import type { MetadataReader } from '../dates/exiftool.js';
import type { Metadata } from '../dates/metadata.js';
import { isOwnDate } from '../dates/same-moment.js';
import { chooseTakenAt, type DateRules, type TakenAt } from '../dates/taken-at.js';
import type { Failure, Skip } from '../plan/actions.js';
import { formAssets, type Member, type Role } from '../plan/form-assets.js';
import type { ImportAsset } from '../plan/import-rules.js';
import { readAssetName } from '../scan/asset-name.js';
import { sameIdentity } from '../scan/identity.js';
import { isRaw, mediaKind, wrongExtension } from '../scan/media-kinds.js';
import type { FailReason } from '../scan/reasons.js';
import { isSyncConflict } from '../scan/sync-conflict.js';
import type { FoundFile } from '../scan/walk.js';
import { fsPath, hasOddBytes } from '../system/fs-path.js';
import { errorCode } from './errors.js';
import type { ScannedBatch } from './scan-batches.js';
import type { RulesOf } from './source-rules.js';

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
  readonly rulesOf: RulesOf;
  /** whether files that came under this stem may be in the Gallery: else a sidecar that comes alone need not be read */
  readonly isKnownKey: (key: string) => boolean;
}

/** A file on its way to becoming a member of an asset. */
interface Candidate extends FoundFile {
  readonly role: Role;
  readonly metadata: Metadata | undefined;
}

/** Reads metadata and content of a batch; what its scan had decided is carried along. */
export async function inspect({ groups, ...scanned }: ScannedBatch, tools: InspectTools): Promise<Inspected> {
  const result = {
    assets: [] as ImportAsset[],
    skips: [...scanned.skips],
    failures: [...scanned.failures],
    notMedia: [] as FoundFile[],
  };
  const known = await tools.metadata.read(
    groups.flatMap(({ files }) => files.map(({ path }) => path)).filter(isAsked),
  );
  const sorted = groups.map((group) => ({ ...group, candidates: sortOut(group.files, known, result) }));
  const reading = sorted.map((group) => ({
    ...group,
    candidates: withoutOrphans(group.candidates, tools, result),
  }));
  const contents = await tools.hashes.fingerprints(
    reading.flatMap(({ candidates }) => candidates.map(({ path }) => path)),
  );
  let next = 0;
  for (const { candidates, source, keepSource } of reading) {
    const { dates, layout } = tools.rulesOf(source);
    const members: Member[] = [];
    for (const candidate of candidates) {
      const answer = contents[next++];
      const { path } = candidate;
      if (!answer || 'error' in answer) notRead(path, answer?.error ?? '', result);
      else if (!sameIdentity(answer.identity, candidate.identity))
        result.skips.push({ path, reason: 'changed' });
      else members.push({ ...memberOf(candidate, dates), fingerprint: answer.fingerprint });
    }
    for (const asset of formAssets(members)) {
      result.assets.push({
        members: asset,
        takenAt: takenAtOf(asset),
        layout,
        keepSource,
        resends: source.resends,
      });
    }
  }
  return result;
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
      const name = basename(path);
      const kind = found && mediaKind(found.fileType, found.mimeType);
      const evidence = kind && { kind, name, metadata: found, mtimeMs: 0 };
      return [path, evidence && chooseTakenAt(evidence, { ...rules, fallback: 'none' })];
    }),
  );
}

/** Sidecars hold no date that their picture lacks, but for XMP; the name says what they are. */
function isAsked(path: string): boolean {
  const { role } = readAssetName(basename(path));
  return role !== 'sidecar';
}

/** Tells members of assets from what is left or failed. */
function sortOut(
  files: readonly FoundFile[],
  known: ReadonlyMap<string, Metadata | undefined>,
  result: { skips: Skip[]; failures: Failure[]; notMedia: FoundFile[] },
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const file of files) {
    const { path } = file;
    if (!isAsked(path)) candidates.push({ ...file, role: 'sidecar', metadata: undefined });
    else {
      const metadata = known.get(path);
      const role = metadata && roleOf(metadata);
      if (metadata && role) candidates.push({ ...file, role, metadata });
      else {
        // exiftool also answers for a file that it could not open: then as for one of an unknown type.
        const error = readError(path);
        if (error !== undefined) notRead(path, error, result);
        else if (metadata) {
          result.notMedia.push(file);
          result.skips.push({ path, reason: 'not-media' });
        } else result.failures.push({ path, reason: 'metadata-failed' });
      }
    }
  }
  return candidates;
}

/** A sidecar without its picture stays where it is, unless the picture may have come before it. */
function withoutOrphans(
  candidates: readonly Candidate[],
  { isKnownKey }: Pick<InspectTools, 'isKnownKey'>,
  { skips }: { skips: Skip[] },
): readonly Candidate[] {
  if (candidates.some(({ role }) => role !== 'sidecar')) return candidates;
  return candidates.filter(({ path }) => {
    const isExpected = isKnownKey(readAssetName(basename(path)).key);
    if (!isExpected) skips.push({ path, reason: 'orphan' });
    return isExpected;
  });
}

const readFailures: Readonly<Record<string, FailReason>> = { EACCES: 'unreadable', EPERM: 'unreadable' };

function notRead(
  path: string,
  code: string,
  { skips, failures }: { skips: Skip[]; failures: Failure[] },
): void {
  if (code === 'ENOENT') skips.push({ path, reason: 'changed' });
  else failures.push({ path, reason: readFailures[code] ?? 'io-error' });
}

function memberOf(
  { path, identity, role, metadata }: Candidate,
  rules: DateRules,
): Omit<Member, 'fingerprint'> {
  const name = basename(path);
  const contentId = metadata && contentIdOf(metadata);
  const kind = role === 'video' ? 'video' : 'picture';
  return {
    ...{ path, identity, role, name: readAssetName(name) },
    takenAt: metadata && chooseTakenAt({ kind, name, mtimeMs: identity.mtimeMs, metadata }, rules),
    ...(contentId !== undefined && { contentId }),
    notes: notesOn(name, metadata),
  };
}

function contentIdOf({ tags }: Metadata): string | undefined {
  const found = Object.entries(tags).find(([name]) => name.endsWith(':ContentIdentifier'));
  return found && String(found[1]);
}

function takenAtOf(members: readonly Member[]): TakenAt | undefined {
  const dates = members.map(({ takenAt }) => takenAt);
  return dates.find((date) => isOwnDate(date)) ?? dates[0];
}

function notesOn(name: string, metadata: Metadata | undefined): string[] {
  return [
    ...(metadata && wrongExtension(name, metadata.extension)
      ? [`its content is ${metadata.fileType ?? 'of another type'}; the name is kept`]
      : []),
    ...(isSyncConflict(name) ? ['Syncthing made it: two devices had changed the file at once'] : []),
    ...(hasOddBytes(name) ? ['its name is not UTF-8; "_" stands for the odd bytes in the Gallery'] : []),
  ];
}

function roleOf({ fileType, mimeType }: Metadata): Role | undefined {
  const kind = mediaKind(fileType, mimeType);
  return kind === 'picture' ? (isRaw(fileType) ? 'raw' : 'still') : kind;
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
