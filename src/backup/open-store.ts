import type { Surroundings } from '../system/exec.js';
import { createFolderStore } from './folder-store.js';
import { createSshStore } from './ssh-store.js';
import type { Store } from './store.js';
import type { LocalTarget } from './target.js';

/**
 * The store of a target. Nothing is started, connected or looked at before its first call.
 *
 * @param around what the programs that the store uses are started with
 */
export function openStore(target: LocalTarget, around: Surroundings): Store {
  return target.kind === 'folder' ? createFolderStore(target, around) : createSshStore(target, around);
}
