import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Store } from '../backup/store.js';
import { atTarget, type CloudTarget, type Target } from '../backup/target.js';
import {
  placeText,
  readTargetMarker,
  type TargetMarker,
  writeTargetMarker,
} from '../backup/target-marker.js';
import { readLibraryMarker } from '../library/marker.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { SetupResult } from '../report/backup-setup.js';
import { fsPath } from '../system/fs-path.js';
import { missingMount } from '../system/mounts.js';
import { type Consent, isAgreed } from './ask.js';
import { type BackupPlaces, isUnnamed } from './backup-places.js';
import { asPhotokeepError } from './backup-stops.js';
import { type CloudSetupOptions, requireNoSheet, setUpRemotes, writeRecoverySheet } from './cloud-setup.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { lockTarget } from './lock-target.js';
import { withRun } from './run.js';
import { withStore } from './with-store.js';

export interface SetupOptions extends Consent {
  readonly args: readonly string[];
  /** for a target in a cloud */
  readonly cloud?: Omit<CloudSetupOptions, 'dryRun'>;
}

/**
 * Makes a folder a backup target of a library: writes the marker without which no run ever writes there. Asks before
 * it takes a folder that looks as if it were meant for something else.
 *
 * @throws PhotokeepError `refused` when it is another library's, or when nobody can be asked
 */
export async function setUpTarget(
  context: Context,
  { library, targets: [target] }: BackupPlaces,
  options: SetupOptions,
): Promise<SetupResult> {
  if (!target) throw new PhotokeepError('usage', 'no target is named', 'name one of backups: in the config');
  const note = (text: string): void => {
    context.stderr.write(`${text}\n`);
  };
  try {
    const work = (): Promise<SetupResult> =>
      withStore(context, target, { note }, (store) => setUp(context, library, store, options));
    return await (target.kind === 'cloud' ? setUpCloud(context, library, target, options, work) : work());
  } catch (error) {
    throw asPhotokeepError(error, context);
  }
}

/** Makes the remotes before, where that is needed, and the recovery sheet afterwards. */
async function setUpCloud(
  context: Context,
  library: FoundLibrary,
  target: CloudTarget,
  { cloud, dryRun }: SetupOptions,
  work: () => Promise<SetupResult>,
): Promise<SetupResult> {
  const wishes = { ...noCloudWishes, ...cloud };
  if (wishes.recoverySheet !== undefined) requireNoSheet(context, wishes.recoverySheet);
  const { made, config } = await setUpRemotes(context, target, { ...wishes, dryRun });
  const result: SetupResult =
    dryRun && made
      ? { target: target.name, place: placeText(target), takesOver: false, is: 'set up' }
      : await work();
  if (dryRun || wishes.recoverySheet === undefined || result.is === 'declined') return { ...result, config };
  const id = libraryId(library) ?? '';
  return { ...result, config, sheet: await writeRecoverySheet(context, target, id, wishes.recoverySheet) };
}

const noCloudWishes: Omit<CloudSetupOptions, 'dryRun'> = {
  ...{ storage: undefined, options: [], secrets: undefined, folder: undefined, recoverySheet: undefined },
};

async function setUp(
  context: Context,
  library: FoundLibrary,
  store: Store,
  options: SetupOptions,
): Promise<SetupResult> {
  const { target } = store;
  const place = placeText(target);
  const isThere = await store.isThere();
  if (!isThere) requireMakeable(target);
  const marker = isThere ? await readTargetMarker(store) : undefined;
  requireOurs(marker, libraryId(library), place);
  const names = isThere ? await store.rootNames() : [];
  const takesOver = names.includes(atTarget.gallery);
  const name = isUnnamed(target) ? (marker?.name ?? freeNameFor(target, library)) : target.name;
  const result = { target: name, place, takesOver };
  if (marker?.name === name) return { ...result, is: 'set up already' };
  const doubts = [
    ...(isThere || target.kind === 'cloud' ? [] : [`there is no ${place}, it would be made`]),
    ...(marker ? [`${place} is set up as ${marker.name}`] : strangerDoubts(place, names)),
    ...diskDoubts(target, library.paths.gallery),
  ];
  if (!options.dryRun && !(await isWanted(context, name, doubts, options))) {
    return { ...result, is: 'declined' };
  }
  if (options.dryRun) return { ...result, is: 'set up' };
  // Its id has to be known before it is written into anything.
  if (library.isNew) await makeNewLibrary(context, library, options.args);
  const lock = lockTarget(context, library.paths, name, 'backup setup');
  try {
    // The last folder only: its parents may be the mount point of a disk that is away.
    if (!isThere) await store.makeRoot();
    await writeTargetMarker(store, {
      ...{ id: marker?.id ?? randomUUID(), library: libraryId(library) as string, name },
    });
  } finally {
    lock.release();
  }
  return { ...result, is: 'set up' };
}

function libraryId({ paths }: FoundLibrary): string | undefined {
  return readLibraryMarker(paths.marker)?.id;
}

function requireOurs(marker: TargetMarker | undefined, library: string | undefined, place: string): void {
  if (!marker || marker.library === library) return;
  throw new PhotokeepError(
    'refused',
    `${place} is a backup of another library`,
    'choose another folder for this one',
  );
}

/** @throws PhotokeepError `refused` that says what makes it */
function requireMakeable(target: Target): void {
  if (target.kind === 'cloud') return;
  const place = placeText(target);
  if (target.kind === 'ssh') {
    const make = `ssh ${target.host} mkdir -p ${target.to}`;
    throw new PhotokeepError('refused', `there is no ${place}`, `is its disk mounted? else make it: ${make}`);
  }
  const missing = missingMount(target.to);
  if (missing !== undefined) {
    throw new PhotokeepError(
      'refused',
      `${missing} is in /etc/fstab but nothing is mounted there`,
      `mount the disk first: mount ${missing}`,
    );
  }
  if (existsSync(fsPath(dirname(target.to)))) return;
  throw new PhotokeepError('refused', `there is no ${dirname(target.to)}`, 'is its disk mounted?');
}

const shown = 3;
const expected = new Set<string>([...Object.values(atTarget), 'lost+found']);

function strangerDoubts(place: string, names: readonly string[]): string[] {
  const strangers = names.filter((name) => !expected.has(name));
  if (strangers.length === 0) return [];
  const some = strangers.slice(0, shown).join(', ');
  return [`${place} holds other things: ${some}${strangers.length > shown ? ', …' : ''}`];
}

/** What a mount point looks like whose disk is not there, and a backup that would go with the original. */
function diskDoubts(target: Target, gallery: string): string[] {
  if (target.kind !== 'folder') return [];
  const device = deviceOf(target.to);
  if (device === deviceOf(gallery)) {
    return [`${target.to} lies on the disk of the Gallery: when that fails, both are gone`];
  }
  if (device !== deviceOf('/')) return [];
  return [`${target.to} lies on the disk of the system: is the disk for it mounted?`];
}

function deviceOf(path: string): number {
  return existsSync(fsPath(path)) ? statSync(fsPath(path)).dev : deviceOf(dirname(path));
}

/** @throws PhotokeepError `refused` where nobody can be asked */
async function isWanted(
  context: Context,
  name: string,
  doubts: readonly string[],
  consent: Consent,
): Promise<boolean> {
  if (doubts.length === 0) return true;
  if (!consent.yes && !context.ask) {
    throw new PhotokeepError(
      'refused',
      `${name}: ${doubts.join('; ')}`,
      'with --yes it is set up all the same',
    );
  }
  return isAgreed(context, `${doubts.join('\n')}\nSet up ${name} all the same?`, consent);
}

async function makeNewLibrary(
  context: Context,
  library: FoundLibrary,
  args: readonly string[],
): Promise<void> {
  const reporter = { start: () => undefined, note: () => undefined };
  const request = { command: 'backup setup', args, dryRun: false, reporter };
  await withRun(context, library, request, () => Promise.resolve());
}

/** A name for a destination of the command line: of its last folder, or of its machine. */
function freeNameFor(target: Target, { paths }: FoundLibrary): string {
  const word = target.kind === 'ssh' ? target.host.replace(/^.*@/, '') : basename(placeText(target));
  const name =
    word
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[^\p{L}\p{N}]+/u, '')
      .slice(0, 30) || 'backup';
  const candidates = [name, ...Array.from({ length: 99 }, (_, index) => `${name}-${String(index + 2)}`)];
  return candidates.find((candidate) => !existsSync(join(paths.targets, candidate))) ?? name;
}
