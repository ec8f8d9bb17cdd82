import { randomBytes } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { PhotokeepError } from '../app/errors.js';
import { requireNewEnough, requireReadable } from './cloud-remote.js';
import { listRemote } from './list-remote.js';
import { type Rclone, RcloneError } from './rclone.js';
import { rcloneStoreError } from './rclone-failure.js';

/** A storage and the encryption over it, as they are to stand in rclone's config. */
export interface RemoteWishes {
  /** of the target, for messages */
  readonly target: string;
  /** name of the crypt remote */
  readonly crypt: string;
  /** name of the remote that stores */
  readonly storage: string;
  /** what rclone is to make that one of; undefined where it is there already */
  readonly type: string | undefined;
  /** what else it needs, by the names that rclone has for it; passwords as they are */
  readonly options: Readonly<Record<string, string>>;
  /** folder at the storage that takes what is encrypted */
  readonly folder: string;
  /** the two passwords of an encryption that is there already; new ones are made where undefined */
  readonly passwords: CryptPasswords | undefined;
}

export interface CryptPasswords {
  readonly password: string;
  readonly salt: string;
}

/**
 * Makes the remotes in rclone's config: rclone is asked to, through the connection that only we have the password of, so
 * that no password is ever in a command line, in an environment or in a file other than that config. What cannot be
 * used is taken out of the config again.
 *
 * @param config absolute path of rclone's config
 * @throws PhotokeepError, StoreError
 */
export async function makeRemotes(rclone: Rclone, wishes: RemoteWishes, config: string): Promise<void> {
  const made: string[] = [];
  const create = async (name: string, type: string, parameters: object): Promise<void> => {
    made.push(name);
    await rclone.call('config/create', {
      name,
      type,
      parameters,
      opt: { obscure: true, nonInteractive: true },
    });
    chmodSync(config, 0o600);
  };
  try {
    const under = `${wishes.storage}:${wishes.folder}`;
    if (wishes.type !== undefined) {
      await requireNewEnough(rclone, wishes.type);
      await create(wishes.storage, wishes.type, wishes.options);
    }
    // Also whether the storage lets us in.
    const isUsed = (await listRemote(rclone, under, '', {})).length > 0;
    if (isUsed && !wishes.passwords) throw isFull(wishes, under);
    const { password, salt } = wishes.passwords ?? newPasswords();
    await create(wishes.crypt, 'crypt', { remote: under, password, password2: salt });
    await requireReadable(
      rclone,
      { crypt: wishes.crypt, under, storage: '' },
      {
        ...{ name: wishes.target, remote: `${wishes.crypt}:` },
      },
    );
  } catch (error) {
    for (const name of made) await rclone.call('config/delete', { name });
    if (error instanceof RcloneError) throw rcloneStoreError(`${wishes.storage}:`, error.message);
    throw error;
  }
}

function isFull({ target }: RemoteWishes, under: string): PhotokeepError {
  return new PhotokeepError(
    'refused',
    `${target}: ${under} holds something already`,
    'choose another folder with --folder; or, to get at what is there, give its two passwords with --secrets',
  );
}

/** As strong as rclone's own. */
function newPasswords(): CryptPasswords {
  const next = (): string => randomBytes(24).toString('base64url');
  return { password: next(), salt: next() };
}

/** An option of a kind of storage that must be given. */
export interface NeededOption {
  readonly name: string;
  readonly isPassword: boolean;
}

/** What rclone cannot do without for a kind of storage. @throws PhotokeepError `usage` for a kind that it does not know */
export async function neededOptions(rclone: Rclone, type: string): Promise<NeededOption[]> {
  await requireNewEnough(rclone, type);
  const { providers } = await rclone.call('config/providers', {});
  const known = providers as {
    Name: string;
    Options: { Name: string; Required: boolean; IsPassword: boolean }[];
  }[];
  const provider = known.find(({ Name }) => Name === type);
  if (!provider) {
    throw new PhotokeepError(
      'usage',
      `this rclone knows no storage ${type}`,
      'rclone help backends lists them',
    );
  }
  return provider.Options.filter(({ Name, Required }) => Required || Name === 'pass').map(
    ({ Name, IsPassword }) => ({ name: Name, isPassword: IsPassword }),
  );
}
