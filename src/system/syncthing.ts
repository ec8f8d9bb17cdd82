import { callSyncthing, type SyncthingPlace, SyncthingRefusal } from './syncthing-call.js';

// The one door to Syncthing. It has no call for revert, override or a reset of the database, and shall not get one:
// after import has moved files out of a receive-only folder, each of them downloads everything again, or erases what
// only this machine has (docs/household.md).

/** A folder as Syncthing's config has it; of the many fields those that decide something here. */
export interface SyncthingFolder {
  readonly id: string;
  readonly label: string;
  /** may begin with `~` */
  readonly path: string;
  readonly type: string;
  readonly ignoreDelete: boolean;
  readonly paused: boolean;
  readonly devices: readonly { readonly deviceID: string }[];
}

export interface SyncthingDevice {
  readonly deviceID: string;
  readonly name: string;
}

/** How a folder is doing. */
export interface SyncthingFolderStatus {
  /** why Syncthing has stopped the whole folder; empty when it has not */
  readonly error: string;
  /** files that it could not fetch */
  readonly pullErrors: number;
  /** files that are gone here and were received once: what import has moved, mostly */
  readonly receiveOnlyChangedDeletes: number;
}

/** What is asked of a running Syncthing. Every call may throw PhotokeepError `external`. */
export interface Syncthing {
  /** where it answers, for messages */
  readonly address: string;
  version(): Promise<string>;
  myId(): Promise<string>;
  folders(): Promise<SyncthingFolder[]>;
  devices(): Promise<SyncthingDevice[]>;
  /** undefined when it knows nothing of the folder, as of a paused one */
  status(folder: string): Promise<SyncthingFolderStatus | undefined>;
  /** lines of the folder's .stignore */
  ignores(folder: string): Promise<string[]>;
  /** folders that a device offers and that are not accepted yet, by their ids */
  offeredBy(device: string): Promise<string[]>;
  setIgnores(folder: string, lines: readonly string[]): Promise<void>;
  addDevice(device: SyncthingDevice): Promise<void>;
  /** Adds a folder; what is not given is as Syncthing's own defaults have it. */
  addFolder(folder: Omit<SyncthingFolder, 'paused'>): Promise<void>;
  changeFolder(
    id: string,
    change: Partial<Pick<SyncthingFolder, 'type' | 'ignoreDelete' | 'devices'>>,
  ): Promise<void>;
}

/** Talks to a Syncthing. Nothing is sent before the first call. */
export function connectSyncthing(access: SyncthingPlace): Syncthing {
  const ask = (method: string, path: string, body?: unknown): Promise<unknown> =>
    callSyncthing(access, method, path, body);
  const folderPath = (id: string): string => `/rest/config/folders/${encodeURIComponent(id)}`;
  return {
    address: access.address,
    async version() {
      return String((await asObject(ask('GET', '/rest/system/version')))['version']);
    },
    async myId() {
      return String((await asObject(ask('GET', '/rest/system/status')))['myID']);
    },
    folders: async () => (await ask('GET', '/rest/config/folders')) as SyncthingFolder[],
    devices: async () => (await ask('GET', '/rest/config/devices')) as SyncthingDevice[],
    async status(folder) {
      try {
        const status = await asObject(ask('GET', `/rest/db/status?folder=${encodeURIComponent(folder)}`));
        return {
          error: typeof status['error'] === 'string' ? status['error'] : '',
          pullErrors: Number(status['pullErrors'] ?? 0),
          receiveOnlyChangedDeletes: Number(status['receiveOnlyChangedDeletes'] ?? 0),
        };
      } catch (error) {
        if (error instanceof SyncthingRefusal) return undefined;
        throw error;
      }
    },
    async ignores(folder) {
      try {
        const answer = await asObject(ask('GET', `/rest/db/ignores?folder=${encodeURIComponent(folder)}`));
        return (answer['ignore'] ?? []) as string[];
      } catch (error) {
        if (error instanceof SyncthingRefusal) return [];
        throw error;
      }
    },
    offeredBy: async (device) =>
      Object.keys(
        await asObject(ask('GET', `/rest/cluster/pending/folders?device=${encodeURIComponent(device)}`)),
      ),
    async setIgnores(folder, lines) {
      await ask('POST', `/rest/db/ignores?folder=${encodeURIComponent(folder)}`, { ignore: lines });
    },
    async addDevice(device) {
      const defaults = await asObject(ask('GET', '/rest/config/defaults/device'));
      await ask('POST', '/rest/config/devices', { ...defaults, ...device });
    },
    async addFolder(folder) {
      const defaults = await asObject(ask('GET', '/rest/config/defaults/folder'));
      await ask('POST', '/rest/config/folders', { ...defaults, ...folder });
    },
    async changeFolder(id, change) {
      await ask('PATCH', folderPath(id), change);
    },
  };
}

async function asObject(answer: Promise<unknown>): Promise<Record<string, unknown>> {
  return ((await answer) ?? {}) as Record<string, unknown>;
}
