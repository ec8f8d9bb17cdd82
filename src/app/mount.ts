import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expandHome, type RawSettings } from '../config/load.js';
import { asRemote, type MountEntry, readMountEntries } from '../config/mount-entries.js';
import type { Surroundings } from '../system/exec.js';
import { mountAt } from '../system/mounts.js';
import { realPath } from '../system/real-path.js';
import { mountRemote, type MountState, type RemoteFolder, stateOf, unmountRemote } from '../system/sshfs.js';
import type { Context } from './context.js';
import { errorMessage, PhotokeepError } from './errors.js';

/** What became of one mount. */
export interface MountResult {
  readonly name: string | undefined;
  readonly remote: string;
  readonly point: string;
  /** `again`: it was dead, and was taken down first */
  readonly result: 'mounted' | 'again' | 'there' | 'unmounted' | 'not mounted';
}

export interface ListedMount {
  readonly name: string;
  readonly remote: string;
  readonly point: string;
  readonly state: MountState;
}

/** What the command line says of a mount. */
export interface MountWords {
  /** a name from the config, or a remote folder and where it is to be seen; none for all of the config */
  readonly words: readonly string[];
  readonly dryRun: boolean;
}

type NamedFolder = RemoteFolder & { readonly name: string | undefined };

/**
 * Shows folders of another machine on this one. What is mounted already is left, what is dead is mounted anew.
 *
 * @throws PhotokeepError `usage` for an unknown name, `refused` when something else is at the mount point, `external`
 *   when sshfs cannot do it
 */
export async function mountFolders(
  context: Context,
  { words, dryRun }: MountWords,
  config: RawSettings,
): Promise<MountResult[]> {
  const results: MountResult[] = [];
  for (const folder of chosenFolders(context, words, config))
    results.push(await mountOne(context, folder, dryRun));
  return results;
}

/** How the mounts of the config are. */
export async function listMounts(context: Context, config: RawSettings): Promise<ListedMount[]> {
  const folders = configuredFolders(context, config);
  return Promise.all(
    folders.map(async ({ name, remote, point, ...rest }) => ({
      ...{ name: name ?? '', remote, point },
      state: await stateOf({ remote, point, ...rest }, around(context)),
    })),
  );
}

export interface UnmountWords extends MountWords {
  /** takes it down while somebody uses it, or the other side does not answer */
  readonly force: boolean;
}

/** How long a writer is waited for. */
const patienceMs = 20_000;
const pauseMs = 500;

/**
 * Takes mounts down, once nobody writes into them any more.
 *
 * @throws PhotokeepError `later` when one is still in use
 */
export async function unmountFolders(
  context: Context,
  { words, dryRun, force }: UnmountWords,
  config: RawSettings,
): Promise<MountResult[]> {
  const results: MountResult[] = [];
  for (const folder of chosenFolders(context, words, config, 'unmount')) {
    const { name, remote, point } = folder;
    const mounted = mountAt(point);
    if (mounted && mounted.type !== 'fuse.sshfs') throw otherError(point, mounted.spec);
    if (mounted && !dryRun) await takeDown(context, folder, force);
    const result = mounted ? 'unmounted' : 'not mounted';
    results.push({ name, remote: mounted?.spec ?? remote, point, result });
  }
  return results;
}

async function mountOne(context: Context, folder: NamedFolder, dryRun: boolean): Promise<MountResult> {
  const { name, remote, point } = folder;
  const told = { name, remote, point };
  const state = await stateOf(folder, around(context));
  if (state === 'mounted') return { ...told, result: 'there' };
  if (state === 'other') throw otherError(point, mountAt(point)?.spec ?? 'something else');
  const result = state === 'dead' ? 'again' : 'mounted';
  if (state === 'none') requireEmpty(point);
  if (dryRun) return { ...told, result };
  if (state === 'dead') await unmountRemote(point, 'lazily', around(context));
  mkdirSync(point, { recursive: true });
  await mountRemote(folder, context.user, context.ask !== undefined, around(context));
  return { ...told, result };
}

async function takeDown(context: Context, folder: NamedFolder, force: boolean): Promise<void> {
  const { point } = folder;
  if (force) {
    await unmountRemote(point, 'lazily', around(context));
    return;
  }
  const until = context.now().getTime() + patienceMs;
  while (!(await unmountRemote(point, 'when free', around(context)))) {
    const signal = context.interruptedBy();
    if (signal) {
      const kind = signal === 'SIGINT' ? 'interrupted' : 'terminated';
      throw new PhotokeepError(kind, `stopped waiting; ${point} is still mounted`);
    }
    if (context.now().getTime() > until) {
      throw new PhotokeepError(
        'later',
        `${point} is in use`,
        'close what uses it (digiKam, a terminal in that folder), or say --force',
      );
    }
    await setTimeout(pauseMs);
  }
}

function requireEmpty(point: string): void {
  if (!existsSync(point) || readdirSync(point).length === 0) return;
  throw new PhotokeepError(
    'refused',
    `${point} is not empty: what is in it would be hidden`,
    'choose another folder, or move it away first',
  );
}

function otherError(point: string, spec: string): PhotokeepError {
  return new PhotokeepError('refused', `${spec} is mounted at ${point}`, 'choose another folder');
}

function chosenFolders(
  context: Context,
  words: readonly string[],
  config: RawSettings,
  to: 'mount' | 'unmount' = 'mount',
): NamedFolder[] {
  const configured = configuredFolders(context, config);
  const [first, second] = words;
  if (first === undefined) {
    if (configured.length > 0) return configured;
    throw new PhotokeepError(
      'usage',
      'the config names no mounts',
      'say what and where: photokeep mount pi@192.168.1.222:/data/Photos/images/Gallery ~/Pictures/Gallery',
    );
  }
  if (second !== undefined) return [namedFolder(context, first, second)];
  const point = mountPoint(context, first);
  const found = configured.find((folder) => folder.name === first || folder.point === point);
  if (found) return [found];
  if (to === 'unmount' && mountAt(point))
    return [{ ...{ name: undefined, remote: '', point }, port: undefined, identityFile: undefined }];
  const known = configured.map(({ name = '' }) => name).join(', ');
  throw new PhotokeepError(
    'usage',
    `no mount is called ${first}`,
    known === '' ? 'the config names none' : `the config names ${known}`,
  );
}

function namedFolder(context: Context, remote: string, to: string): NamedFolder {
  try {
    const point = mountPoint(context, to);
    return { name: undefined, remote: asRemote(remote), point, port: undefined, identityFile: undefined };
  } catch (error) {
    if (error instanceof PhotokeepError) throw error;
    throw new PhotokeepError('usage', `${remote}: ${errorMessage(error)}`);
  }
}

function configuredFolders(context: Context, config: RawSettings): NamedFolder[] {
  return (readMountEntries(config.get('mounts')) ?? []).map((entry: MountEntry) => ({
    ...{ name: entry.name, remote: entry.remote, point: mountPoint(context, entry.to), port: entry.port },
    identityFile: entry.identityFile === undefined ? undefined : absolute(context, entry.identityFile),
  }));
}

/** As the kernel names it: without links above it. Not looked at itself, for a dead mount would not answer. */
function mountPoint(context: Context, path: string): string {
  const point = absolute(context, path);
  return join(realPath(dirname(point)), basename(point));
}

function absolute({ cwd, home }: Context, path: string): string {
  return resolve(cwd, expandHome(path, home));
}

function around({ env }: Context): Surroundings {
  return { env };
}
