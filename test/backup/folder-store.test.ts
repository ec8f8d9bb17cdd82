import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/backup/open-store.js';
import { folderForAllTests } from '../temporary-folder.js';
import { describeStore, oddNames, type StoreUnderTest } from './store-contract.js';
import { behindItsBack, folderTarget } from './targets.js';

const folder = folderForAllTests();
const open = (to: string) => openStore(folderTarget(to), { env: process.env });

function storeIn(root: string, names: readonly string[]): StoreUnderTest {
  return {
    names,
    open: () => open(root),
    openNowhere: () => open(join(root, 'not/there')),
    ...behindItsBack(root),
  };
}

mkdirSync(folder('backup'));
describeStore('a folder', storeIn(folder('backup'), oddNames));
