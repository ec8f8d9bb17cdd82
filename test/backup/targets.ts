import type { FolderTarget } from '../../src/backup/target.js';

const base = {
  name: 'test',
  mirror: false,
  keepVersions: 90 * 86_400,
  maxChanged: 0.2,
  verifySample: 0.01,
  staleAfter: 3 * 86_400,
  schedule: undefined,
};

export function folderTarget(to: string, more: Partial<FolderTarget> = {}): FolderTarget {
  return { ...base, kind: 'folder', to, disk: undefined, waitForDisk: 0, mount: false, ...more };
}
