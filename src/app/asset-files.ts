import { basename } from 'node:path';
import { type AssetDates, takenAtOfAsset } from '../dates/asset-dates.js';
import type { MetadataByPath } from '../dates/exiftool.js';
import type { Metadata } from '../dates/metadata.js';
import { chooseTakenAt, type DateRules } from '../dates/taken-at.js';
import type { Member, Role } from '../plan/form-assets.js';
import { readAssetName } from '../scan/asset-name.js';
import { isRaw, mediaKind, wrongExtension } from '../scan/media-kinds.js';
import { isSyncConflict } from '../scan/sync-conflict.js';
import type { FoundFile } from '../scan/walk.js';
import { hasOddBytes } from '../system/fs-path.js';

/** A file as a member of an asset, but for its content. */
export type AssetFile = Omit<Member, 'fingerprint'>;

/** What a file is, by its name and what exiftool says; undefined for what is no picture, video or sidecar. */
export function describeFile(
  { path, identity }: FoundFile,
  metadata: Metadata | undefined,
  rules: DateRules,
): AssetFile | undefined {
  const name = basename(path);
  const role = roleOf(path, metadata);
  if (!role) return undefined;
  const contentId = contentIdOf(metadata);
  const kind = role === 'video' ? 'video' : 'picture';
  return {
    ...{ path, identity, role, name: readAssetName(name) },
    takenAt:
      role === 'sidecar' || !metadata
        ? undefined
        : chooseTakenAt({ kind, name, mtimeMs: identity.mtimeMs, metadata }, rules),
    ...(contentId !== undefined && { contentId }),
    notes: role === 'sidecar' ? [] : notesOn(name, metadata),
  };
}

/** The one date of an asset. @param metadata of its files, as far as it was read */
export function datesOfAsset(
  files: readonly AssetFile[],
  metadata: MetadataByPath,
  rules: DateRules,
): AssetDates {
  const members = files.flatMap(({ path, role, identity }) => {
    const known = metadata.get(path);
    return known ? [{ role, name: basename(path), mtimeMs: identity.mtimeMs, metadata: known }] : [];
  });
  return takenAtOfAsset(members, rules);
}

/** Sidecars that may hold a date which their picture lacks. */
export function isDatedSidecar({ role, name }: Pick<AssetFile, 'role' | 'name'>): boolean {
  return role === 'sidecar' && /\.(xmp|thm)$/i.test(name.tail);
}

/** Sidecars are known by their names: a THM is a JPEG, and an LRV a video, to whoever looks into them. */
export function isSidecar(path: string): boolean {
  return readAssetName(basename(path)).role === 'sidecar';
}

/** Whether the name promises a picture or a video, whatever the content is. */
export function isNamedAsPicture(path: string): boolean {
  return ['still', 'raw', 'video'].includes(readAssetName(basename(path)).role);
}

function roleOf(path: string, metadata: Metadata | undefined): Role | undefined {
  if (isSidecar(path)) return 'sidecar';
  const kind = mediaKind(metadata?.fileType, metadata?.mimeType);
  return kind === 'picture' ? (isRaw(metadata?.fileType) ? 'raw' : 'still') : kind;
}

function contentIdOf(metadata: Metadata | undefined): string | undefined {
  const found = Object.entries(metadata?.tags ?? {}).find(([name]) => name.endsWith(':ContentIdentifier'));
  // One that was blanked out names no pair.
  return found && (String(found[1]).trim() || undefined);
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
