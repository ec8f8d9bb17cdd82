import { PhotokeepError } from '../app/errors.js';
import { listRemote } from './list-remote.js';
import type { Rclone } from './rclone.js';
import { newerRclone } from './rclone-failure.js';

/** What rclone's config says of a remote. */
export interface RemoteFacts {
  /** the name of the crypt remote that everything goes through, if there is one */
  readonly crypt: string | undefined;
  /** what that one lies over: `mega:photokeep`, or a folder */
  readonly under: string | undefined;
  /** the kind of storage below all: `mega`, `webdav`, `local` */
  readonly storage: string;
}

const longestChain = 10;

/**
 * Follows a remote through what it lies over down to its storage.
 *
 * @param remote `mega-crypt:Photos`
 * @throws PhotokeepError `usage` when there is no such remote in rclone's config
 */
async function inspectRemote(rclone: Rclone, remote: string): Promise<RemoteFacts> {
  let crypt: string | undefined;
  let under: string | undefined;
  let at = remote;
  for (let links = 0; links < longestChain; links++) {
    const name = remoteNameOf(at);
    if (name === undefined) return { crypt, under, storage: 'local' };
    const { type, remote: next } = await rclone.call('config/get', { name });
    if (typeof type !== 'string') throw notConfigured(name);
    if (type === 'crypt' && crypt === undefined) {
      crypt = name;
      under = String(next);
    }
    if (typeof next !== 'string') return { crypt, under, storage: type };
    at = next;
  }
  throw new PhotokeepError('usage', `the remotes below ${remote} lie over each other in a ring`);
}

/** The name of the remote in `name:folder`; undefined for a folder of this machine. */
export function remoteNameOf(remote: string): string | undefined {
  return /^([^/:]+):/.exec(remote)?.[1];
}

function notConfigured(name: string): PhotokeepError {
  return new PhotokeepError(
    'usage',
    `rclone's config has no remote ${name}`,
    'photokeep backup setup TARGET makes it; is RCLONE_CONFIG set here as it is for rclone?',
  );
}

/** Storages of which rclone's config cannot say that they are anywhere but with the company of that name. */
const providers: ReadonlySet<string> = new Set([
  ...['mega', 'drive', 'dropbox', 'onedrive', 'box', 'pcloud', 'jottacloud', 'protondrive', 'hidrive'],
  ...['yandex', 'iclouddrive'],
]);

/** Whose servers a remote is on; undefined where it may be any machine, also this one. */
export function providerOf({ storage }: Pick<RemoteFacts, 'storage'>): string | undefined {
  return providers.has(storage) ? storage : undefined;
}

/** Since then rclone can log in to MEGA again. */
const firstForMega = [1, 71, 2];

/**
 * Makes sure that a remote is what the config of the target says of it.
 *
 * @throws PhotokeepError `refused`, or `external` where this rclone is too old for the storage
 */
export async function requireRightRemote(
  rclone: Rclone,
  target: { readonly name: string; readonly remote: string; readonly encrypted: boolean },
): Promise<RemoteFacts> {
  const facts = await inspectRemote(rclone, target.remote);
  if (target.encrypted && facts.crypt === undefined) {
    throw new PhotokeepError(
      'refused',
      `${target.name}: ${target.remote} does not encrypt: ${facts.storage} would see your photos`,
      `photokeep backup setup ${target.name} makes a remote that does; or say encrypted: false`,
    );
  }
  await requireNewEnough(rclone, facts.storage);
  return facts;
}

/** @throws PhotokeepError `external` */
export async function requireNewEnough(rclone: Rclone, storage: string): Promise<void> {
  if (storage !== 'mega') return;
  const { decomposed, version } = await rclone.call('core/version', {});
  const numbers = Array.isArray(decomposed) ? decomposed.map(Number) : [];
  const differs = firstForMega.findIndex((number, index) => (numbers[index] ?? 0) !== number);
  if (differs < 0 || (numbers[differs] ?? 0) > (firstForMega[differs] ?? 0)) return;
  throw new PhotokeepError(
    'external',
    `this rclone (${String(version)}) is too old for MEGA, which lets only 1.71.2 and newer log in`,
    newerRclone,
  );
}

/**
 * A wrong password or salt does not fail: the remote looks empty, for no name in it can be read.
 *
 * @throws PhotokeepError `refused` when there is something below a crypt remote, and nothing of it can be read
 */
export async function requireReadable(
  rclone: Rclone,
  { crypt, under }: RemoteFacts,
  target: { readonly name: string; readonly remote: string },
): Promise<void> {
  if (crypt === undefined || under === undefined) return;
  if ((await listRemote(rclone, under, '', {})).length === 0) return;
  if ((await listRemote(rclone, `${crypt}:`, '', {})).length > 0) return;
  throw new PhotokeepError(
    'refused',
    `${target.name}: ${under} holds something, and ${crypt}: can read none of it: wrong password or salt`,
    'set both passwords of the remote as the recovery sheet has them (rclone config); a new target needs an empty folder',
  );
}
