import { PhotokeepError } from '../app/errors.js';
import { checkFormatVersion } from '../library/format-version.js';
import type { Store } from './store.js';
import { atTarget, type Target } from './target.js';

/** Whose a target is. A folder without a marker is never written to: it may be the mount point of a disk that is away. */
export interface TargetMarker {
  /** of this very target: two disks that take turns at one mount point have two */
  readonly id: string;
  /** id of the library that is backed up there */
  readonly library: string;
  /** the target's name in that library's config */
  readonly name: string;
}

const formatVersion = 1;

/**
 * The marker of a target, or undefined where there is none.
 *
 * @throws PhotokeepError `usage` for a newer format, `refused` for one that says nothing; StoreError
 */
export async function readTargetMarker(store: Store): Promise<TargetMarker | undefined> {
  const content = await store.readSmall(atTarget.marker);
  if (content === undefined) return undefined;
  const marker = parse(content.toString());
  const where = `${atTarget.marker} of the backup target ${store.target.name}`;
  const { version, id, library, name } = marker ?? {};
  if (typeof version === 'number') checkFormatVersion(where, version, formatVersion);
  if (![id, library, name].every((value) => typeof value === 'string') || typeof version !== 'number') {
    // It must not count as missing: a second one would be written in its place.
    throw new PhotokeepError('refused', `${where} is damaged`, 'look at the file; nothing was done');
  }
  return { id, library, name } as TargetMarker;
}

export async function writeTargetMarker(store: Store, marker: TargetMarker): Promise<void> {
  const content = { format: 'photokeep target', version: formatVersion, ...marker };
  await store.writeSmall(atTarget.marker, Buffer.from(`${JSON.stringify(content)}\n`));
}

/**
 * Makes sure that a target is there and is this library's.
 *
 * @throws PhotokeepError `refused` that says what fixes it; StoreError
 */
export async function requireOwnTarget(store: Store, library: string): Promise<TargetMarker> {
  const { target } = store;
  const hint = target.kind === 'cloud' ? 'is that the right folder of it?' : 'is its disk mounted?';
  if (!(await store.isThere())) {
    throw new PhotokeepError(
      'refused',
      `${target.name}: there is no ${placeText(target)}`,
      `${hint} photokeep backup setup ${target.name} prepares a new target`,
    );
  }
  const marker = await readTargetMarker(store);
  if (!marker) {
    throw new PhotokeepError(
      'refused',
      `${target.name}: ${placeText(target)} is not set up as a backup target (${atTarget.marker} is missing)`,
      `${hint} photokeep backup setup ${target.name} prepares a new target`,
    );
  }
  if (marker.library !== library) {
    throw new PhotokeepError(
      'refused',
      `${target.name}: ${placeText(target)} is a backup of another library`,
      'choose another folder for this one',
    );
  }
  if (marker.name !== target.name) {
    throw new PhotokeepError(
      'refused',
      `${target.name}: ${placeText(target)} is set up as ${marker.name}`,
      `${target.kind === 'cloud' ? '' : 'is it another disk? '}photokeep backup setup ${target.name} renames the target`,
    );
  }
  return marker;
}

/** Where a target is, as people write it. */
export function placeText(target: Target): string {
  switch (target.kind) {
    case 'folder':
      return target.to;
    case 'ssh':
      return `${target.host}:${target.to}`;
    case 'cloud':
      return target.remote;
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
