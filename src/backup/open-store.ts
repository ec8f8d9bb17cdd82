import type { Surroundings } from '../system/exec.js';
import { createCloudStore } from './cloud-store.js';
import { createFolderStore } from './folder-store.js';
import { createSshStore } from './ssh-store.js';
import type { Store } from './store.js';
import type { Target } from './target.js';

/**
 * The store of a target. Nothing is started, connected or looked at before its first call.
 *
 * @param around what the programs that the store uses are started with
 */
export function openStore(target: Target, around: Surroundings): Store {
  switch (target.kind) {
    case 'folder':
      return createFolderStore(target, around);
    case 'ssh':
      return createSshStore(target, around);
    case 'cloud':
      return createCloudStore(target, around);
  }
}
