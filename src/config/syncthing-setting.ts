import { asText, isMap, readKeys, wrongValue } from './entry-values.js';
import type { RawSetting } from './load.js';

/** How to talk to the Syncthing of this machine, where its own config.xml is not to be asked. */
export interface SyncthingSetting {
  /** its config.xml, or the folder that it lies in; as the user wrote it */
  readonly config?: string;
  /** `127.0.0.1:8384`, or with https:// in front */
  readonly address?: string;
  readonly apiKey?: string;
}

const keys = { config: asText, address: asText, apiKey: asText };

export type SyncthingKey = keyof typeof keys;

/**
 * Reads `syncthing:`.
 *
 * @throws PhotokeepError `usage` that names file and line
 */
export function readSyncthingSetting(raw: RawSetting | undefined): SyncthingSetting {
  if (raw?.value === undefined || raw.value === null) return {};
  if (!isMap(raw.value))
    throw wrongValue(raw.origin, 'syncthing', 'expected config, address or apiKey', raw.value);
  return readKeys(raw.value, keys, 'syncthing', (key) => raw.parts?.get(key) ?? raw.origin);
}
