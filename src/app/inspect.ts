import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { HashPool } from '../content/hash-pool.js';
import type { Fingerprint } from '../content/fingerprint.js';
import type { MetadataReader } from '../dates/exiftool.js';
import type { Metadata } from '../dates/metadata.js';
import { chooseTakenAt, type DateRules } from '../dates/taken-at.js';
import type { Failure, Skip } from '../plan/actions.js';
import type { ImportItem } from '../plan/plan-import.js';
import { sameIdentity } from '../scan/identity.js';
import { mediaKind, wrongExtension } from '../scan/media-kinds.js';
import type { FailReason } from '../scan/reasons.js';
import type { FoundFile } from '../scan/walk.js';
import { fsPath, hasOddBytes } from '../system/fs-path.js';
import type { Candidate, ScannedBatch } from './scan-batches.js';
import { errorCode } from './errors.js';

/** A batch of scanned files after their metadata and content were read: each is in exactly one list. */
export interface Inspected {
  readonly items: readonly ImportItem[];
  readonly skips: readonly Skip[];
  readonly failures: readonly Failure[];
  /** files of a type that photokeep does not import, worth remembering so that they are not read again */
  readonly notMedia: readonly FoundFile[];
}

/** Reads metadata and content of a batch; what its scan had decided is carried along. */
export async function inspect(
  { candidates, ...scanned }: ScannedBatch,
  { metadata, hashes, rules }: { metadata: MetadataReader; hashes: HashPool; rules: DateRules },
): Promise<Inspected> {
  const known = await metadata.read(candidates.map(({ path }) => path));
  const media: Candidate[] = [];
  const notMedia: FoundFile[] = [];
  const skips: Skip[] = [...scanned.skips];
  const failures: Failure[] = [...scanned.failures];
  const notRead = (path: string, code: string): void => {
    if (code === 'ENOENT') skips.push({ path, reason: 'changed' });
    else failures.push({ path, reason: readFailures[code] ?? 'io-error' });
  };
  for (const candidate of candidates) {
    const { path } = candidate;
    const found = known.get(path);
    if (found && kindOf(found)) media.push(candidate);
    else {
      // exiftool also answers for a file that it could not open: then as for one of an unknown type.
      const error = readError(path);
      if (error !== undefined) notRead(path, error);
      else if (found) notMedia.push(candidate);
      else failures.push({ path, reason: 'metadata-failed' });
    }
  }
  for (const { path } of notMedia) skips.push({ path, reason: 'not-media' });

  const answers = await hashes.fingerprints(media.map(({ path }) => path));
  const items: ImportItem[] = [];
  for (const [index, candidate] of media.entries()) {
    const answer = answers[index];
    const { path } = candidate;
    if (!answer || 'error' in answer) {
      notRead(path, answer?.error ?? '');
    } else if (!sameIdentity(answer.identity, candidate.identity)) skips.push({ path, reason: 'changed' });
    else items.push(toItem(candidate, known.get(path) as Metadata, answer.fingerprint, rules));
  }
  return { items, skips, failures, notMedia };
}

const readFailures: Readonly<Record<string, FailReason>> = { EACCES: 'unreadable', EPERM: 'unreadable' };

function toItem(
  candidate: Candidate,
  metadata: Metadata,
  fingerprint: Fingerprint,
  rules: DateRules,
): ImportItem {
  const { path, identity, keepSource } = candidate;
  const name = basename(path);
  const kind = kindOf(metadata) ?? 'picture';
  return {
    ...{ path, identity, keepSource, fingerprint },
    takenAt: chooseTakenAt({ kind, name, mtimeMs: identity.mtimeMs, metadata }, rules),
    notes: notesOn(name, metadata),
  };
}

function notesOn(name: string, { fileType, extension }: Metadata): string[] {
  return [
    ...(wrongExtension(name, extension)
      ? [`its content is ${fileType ?? 'of another type'}; the name is kept`]
      : []),
    ...(hasOddBytes(name) ? ['its name is not UTF-8; "_" stands for the odd bytes in the Gallery'] : []),
  ];
}

function kindOf({ fileType, mimeType }: Metadata): ReturnType<typeof mediaKind> {
  return mediaKind(fileType, mimeType);
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
