import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { remoteNameOf } from '../backup/cloud-remote.js';
import { cloudPatience } from '../backup/cloud-session.js';
import {
  type CryptPasswords,
  makeRemotes,
  neededOptions,
  type RemoteWishes,
} from '../backup/make-remotes.js';
import { type Rclone, startRclone } from '../backup/rclone.js';
import type { CloudTarget } from '../backup/target.js';
import { expandHome } from '../config/load.js';
import { recoverySheet, type SheetFacts } from '../report/recovery-sheet.js';
import { runProgram } from '../system/exec.js';
import { fsPath } from '../system/fs-path.js';
import type { Context } from './context.js';
import { errorCode, PhotokeepError } from './errors.js';

/** How the remotes of a cloud target are made, where they are not there yet. */
export interface CloudSetupOptions {
  /** kind of storage, such as `mega` */
  readonly storage: string | undefined;
  /** `name=value` of what rclone needs for it besides passwords */
  readonly options: readonly string[];
  /** file with `name=value` lines of what is secret; `-` is stdin */
  readonly secrets: string | undefined;
  /** folder at the storage */
  readonly folder: string | undefined;
  /** absolute or relative path of a file to be written */
  readonly recoverySheet: string | undefined;
  readonly dryRun: boolean;
}

/** What was made, for people. */
export interface CloudSetup {
  /** whether the remotes were made now */
  readonly made: boolean;
  /** absolute path of rclone's config */
  readonly config: string;
}

/**
 * Makes the storage remote and the crypt remote of a target, if rclone's config has none of that name.
 *
 * @throws PhotokeepError, StoreError
 */
export async function setUpRemotes(
  context: Context,
  target: CloudTarget,
  options: CloudSetupOptions,
): Promise<CloudSetup> {
  return withRclone(context, async (rclone) => {
    const config = await configFileOf(context);
    const crypt = remoteNameOf(target.remote) ?? '';
    const isThere = 'type' in (await rclone.call('config/get', { name: crypt }));
    if (isThere) {
      if (options.storage === undefined) return { made: false, config };
      throw new PhotokeepError(
        'refused',
        `rclone's config has a remote ${crypt} already`,
        'leave out --storage to use it as it is, or choose another name for remote: in the config',
      );
    }
    if (!target.encrypted) {
      throw new PhotokeepError(
        'usage',
        `rclone's config has no remote ${crypt}, and one that does not encrypt is not made here`,
        'make it with rclone config',
      );
    }
    const wishes = await wishesFor(context, rclone, target, options);
    if (!options.dryRun) await makeRemotes(rclone, wishes, config);
    return { made: true, config };
  });
}

async function wishesFor(
  context: Context,
  rclone: Rclone,
  target: CloudTarget,
  { storage: type, options, secrets, folder }: CloudSetupOptions,
): Promise<RemoteWishes> {
  const crypt = remoteNameOf(target.remote) as string;
  const storage = crypt.endsWith('-crypt') ? crypt.slice(0, -'-crypt'.length) : `${crypt}-storage`;
  const hasStorage = 'type' in (await rclone.call('config/get', { name: storage }));
  const { encryption, salt, ...secretOptions } = secrets === undefined ? {} : readPairs(secretLines(secrets));
  const given = { ...readPairs(options), ...secretOptions };
  const kind = hasStorage ? undefined : (type ?? (await askKind(context, storage)));
  return {
    ...{ target: target.name, crypt, storage, type: kind, folder: folder ?? 'photokeep' },
    options: kind === undefined ? {} : await completed(context, rclone, kind, given),
    passwords: passwordsOf(encryption, salt),
  };
}

function passwordsOf(password: string | undefined, salt: string | undefined): CryptPasswords | undefined {
  if (password === undefined && salt === undefined) return undefined;
  if (password !== undefined && salt !== undefined) return { password, salt };
  throw new PhotokeepError(
    'usage',
    'of encryption= and salt= one is missing',
    'give both in --secrets, or neither',
  );
}

/** @throws PhotokeepError `usage` where nobody can be asked */
async function askKind({ ask }: Context, storage: string): Promise<string> {
  if (ask)
    return (
      (await ask(`Which storage is ${storage}? (mega, or another of rclone's) [mega] `)).trim() || 'mega'
    );
  throw new PhotokeepError(
    'usage',
    `rclone's config has no remote ${storage} to store in`,
    'say what it is: --storage mega --option user=me@example.org --secrets FILE; docs/mega.md',
  );
}

/** What rclone needs for a kind of storage: as given, and the rest by asking. */
async function completed(
  { ask, askSecret }: Context,
  rclone: Rclone,
  type: string,
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const options: Record<string, string> = { ...given };
  const missing = (await neededOptions(rclone, type)).filter(({ name }) => options[name] === undefined);
  for (const { name, isPassword } of missing) {
    const answer = await (isPassword ? askSecret : ask)?.(`${type}: ${name}: `);
    if (answer !== undefined) options[name] = answer;
    else if (name !== 'pass' || type === 'mega') {
      const how = isPassword ? `a line ${name}=… in the file of --secrets` : `--option ${name}=…`;
      throw new PhotokeepError('usage', `${type} needs ${name}`, `give it as ${how}`);
    }
  }
  return options;
}

function secretLines(file: string): string[] {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '');
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw new PhotokeepError('usage', `--secrets: ${file} cannot be read`, 'name a file, or - for stdin');
  }
}

/** @throws PhotokeepError `usage` that does not show what may be a password */
function readPairs(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) return [name, value];
      throw new PhotokeepError(
        'usage',
        'an option of the storage is no name=value',
        'such as user=me@example.org',
      );
    }),
  );
}

/**
 * Writes the recovery sheet to a file that nobody else can read, and that is not there yet.
 *
 * @returns absolute path of it
 * @throws PhotokeepError `refused` when it is there
 */
export async function writeRecoverySheet(
  context: Context,
  target: CloudTarget,
  library: string,
  file: string,
): Promise<string> {
  const path = requireNoSheet(context, file);
  const sections = await withRclone(context, (rclone) => sectionsOf(rclone, target.remote));
  const facts = {
    target: target.name,
    remote: target.remote,
    library,
    at: context.now().toISOString(),
    sections,
  };
  const handle = openSync(fsPath(path), 'wx', 0o600);
  writeSync(handle, recoverySheet(facts));
  closeSync(handle);
  return path;
}

/** Before anything is done. @returns absolute path  @throws PhotokeepError `refused` when it is there */
export function requireNoSheet({ cwd, home }: Context, file: string): string {
  const path = resolve(cwd, expandHome(file, home));
  if (!existsSync(fsPath(path))) return path;
  throw new PhotokeepError(
    'refused',
    `${path} is there already`,
    'choose another name for the recovery sheet',
  );
}

/** The remote that is named, and those that it lies over. */
async function sectionsOf(rclone: Rclone, remote: string): Promise<SheetFacts['sections']> {
  const sections: { name: string; settings: Record<string, string> }[] = [];
  for (let at: string | undefined = remote; at !== undefined && sections.length < 10;) {
    const name = remoteNameOf(at);
    if (name === undefined) break;
    const settings = (await rclone.call('config/get', { name })) as Record<string, string>;
    sections.push({ name, settings });
    at = settings['remote'];
  }
  return sections;
}

async function configFileOf({ env }: Context): Promise<string> {
  let last = '';
  await runProgram(
    { name: 'rclone', args: ['config', 'file'], timeLimitMs: 30_000 },
    { env },
    { onLine: (line) => (last = line.toString()) },
  );
  return last;
}

async function withRclone<T>(context: Context, work: (rclone: Rclone) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  context.onInterrupt(() => {
    stopping.abort();
  });
  const around = { env: context.env, signal: stopping.signal };
  const rclone = await startRclone(around, { ...cloudPatience, bwlimit: undefined });
  try {
    return await work(rclone);
  } finally {
    await rclone.close();
  }
}
