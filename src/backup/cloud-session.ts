import type { Surroundings } from '../system/exec.js';
import { type CloudFolders, createCloudFolders } from './cloud-folders.js';
import { type RemoteFacts, requireReadable, requireRightRemote } from './cloud-remote.js';
import { NameTakenError, type Rclone, RcloneError, startRclone } from './rclone.js';
import { rcloneStoreError } from './rclone-failure.js';
import { interrupted } from './store-reason.js';
import { StoreError } from './store.js';
import type { CloudTarget } from './target.js';

/** How long a remote may take. */
export interface CloudPatience {
  /** seconds in which a server says nothing */
  readonly timeout: number;
  readonly connectTimeout: number;
  /** how often rclone itself does a request again */
  readonly retries: number;
}

export const cloudPatience: CloudPatience = { timeout: 120, connectTimeout: 30, retries: 3 };

/** What a call to a store works with. */
export interface CloudTools {
  readonly rclone: Rclone;
  /** the target's root, as rclone names it */
  readonly fs: string;
  readonly facts: RemoteFacts;
  /** what is there, as far as this call has looked */
  readonly folders: CloudFolders;
  readonly signal: AbortSignal;
}

/** The one rclone of a store, started when it is first needed, and again should it have died. */
export interface CloudSession {
  readonly signal: AbortSignal;
  /** Works with the remote, whether or not the target's root is there. @throws StoreError, PhotokeepError */
  use<T>(work: (tools: CloudTools) => Promise<T>): Promise<T>;
  /** The same where the root must be there. */
  useRoot<T>(work: (tools: CloudTools) => Promise<T>): Promise<T>;
  isThere(): Promise<boolean>;
  stop(): void;
  close(): Promise<void>;
}

export function createCloudSession(
  target: CloudTarget,
  around: Surroundings,
  patience: CloudPatience,
): CloudSession {
  const fs = target.remote;
  const stopping = new AbortController();
  const signal = around.signal ? AbortSignal.any([around.signal, stopping.signal]) : stopping.signal;
  const isStopped = (): boolean => signal.aborted;
  let starting: Promise<{ readonly rclone: Rclone; readonly facts: RemoteFacts }> | undefined;
  let isKnownThere = false;

  async function start(): Promise<{ rclone: Rclone; facts: RemoteFacts }> {
    const rclone = await startRclone({ ...around, signal }, { ...patience, bwlimit: target.bwlimit });
    try {
      return { rclone, facts: await requireRightRemote(rclone, target) };
    } catch (error) {
      await rclone.close();
      throw error;
    }
  }

  async function use<T>(work: (tools: CloudTools) => Promise<T>): Promise<T> {
    if (isStopped()) throw interrupted();
    starting ??= start();
    const started = starting;
    try {
      const { rclone, facts } = await started;
      return await work({ rclone, facts, fs, signal, folders: createCloudFolders(rclone, fs) });
    } catch (error) {
      if (isStopped()) throw interrupted();
      if (error instanceof RcloneError) throw rcloneStoreError(fs, error.message);
      if (error instanceof NameTakenError)
        throw new StoreError('target-taken', `${fs}: ${error.message} is there`, false);
      if (error instanceof StoreError && error.reason === 'tool-failed' && starting === started) {
        starting = undefined;
        await started.then(({ rclone }) => rclone.close()).catch(() => undefined);
      }
      throw error;
    }
  }

  async function isThere(): Promise<boolean> {
    isKnownThere ||= await use((tools) => isRootThere(tools, target));
    return isKnownThere;
  }

  return {
    signal,
    use,
    isThere() {
      isKnownThere = false;
      return isThere();
    },
    async useRoot(work) {
      if (!(await isThere())) throw new StoreError('unreachable', `${fs} is not there`, true);
      return use(work);
    },
    stop() {
      stopping.abort();
    },
    async close() {
      const started = await starting?.catch(() => undefined);
      await started?.rclone.close();
      starting = undefined;
    },
  };
}

/** @throws PhotokeepError `refused` when it may be there, and cannot be read */
async function isRootThere({ rclone, facts, fs }: CloudTools, target: CloudTarget): Promise<boolean> {
  let isFound = true;
  try {
    const { list } = await rclone.call('operations/list', { fs, remote: '', opt: { noModTime: true } });
    if ((list as unknown[] | null)?.length) return true;
  } catch (error) {
    if (!(error instanceof RcloneError) || !/not found/i.test(error.message)) throw error;
    isFound = false;
  }
  await requireReadable(rclone, facts, target);
  return isFound;
}
