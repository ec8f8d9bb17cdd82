import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudTarget, FolderTarget, SshTarget } from '../../src/backup/target.js';
import { fsPath, nameFromBytes } from '../../src/system/fs-path.js';
import type { StoreUnderTest } from './store-contract.js';

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

export function sshTarget(
  { host, port, identityFile }: Pick<SshTarget, 'host' | 'port' | 'identityFile'>,
  to: string,
): SshTarget {
  return { ...base, kind: 'ssh', host, to, port, identityFile };
}

export function cloudTarget(remote: string, more: Partial<CloudTarget> = {}): CloudTarget {
  const choice = { include: [], exclude: [], maxFileSize: undefined, order: 'newest' as const };
  const rest = { encrypted: true, bwlimit: undefined, stopAfter: undefined, choice };
  return { ...base, ...rest, kind: 'cloud', remote, ...more };
}

/** What happens to a target without its store, where that is a folder of this machine. */
export function behindItsBack(root: string): Pick<StoreUnderTest, 'empty' | 'plant'> {
  return {
    empty() {
      for (const name of readdirSync(root, { encoding: 'buffer' }))
        rmSync(fsPath(join(root, nameFromBytes(name))), { recursive: true });
    },
    plant(path, content) {
      const { mtime } = statSync(join(root, path));
      writeFileSync(join(root, path), content);
      utimesSync(join(root, path), mtime, mtime);
    },
  };
}
