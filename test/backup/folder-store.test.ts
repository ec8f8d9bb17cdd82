import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach } from '@jest/globals';
import { openStore } from '../../src/backup/open-store.js';
import { temporaryFolder } from '../temporary-folder.js';
import { describeStore, oddNames, type StoreUnderTest } from './store-contract.js';
import { folderTarget } from './targets.js';

const folder = temporaryFolder();

function storeIn(root: () => string, names: readonly string[]): StoreUnderTest {
  const open = (to: string) => openStore(folderTarget(to), { env: process.env });
  return {
    names,
    open: () => open(root()),
    openNowhere: () => open(join(root(), 'not/there')),
    plant(path, content) {
      const file = join(root(), path);
      const { mtime } = statSync(file);
      writeFileSync(file, content);
      utimesSync(file, mtime, mtime);
    },
  };
}

beforeEach(() => {
  mkdirSync(folder('backup'));
});

describeStore(
  'a folder',
  storeIn(() => folder('backup'), oddNames),
);
