import { mkdirSync } from 'node:fs';
import { openStore } from '../../src/backup/open-store.js';
import { describeWith } from '../requirements.js';
import { sshdForAllTests, sshdNeeds } from '../sshd.js';
import { folderForAllTests } from '../temporary-folder.js';
import { describeStore, oddNames } from './store-contract.js';
import { behindItsBack, sshTarget } from './targets.js';

describeWith(sshdNeeds, 'over ssh', () => {
  const folder = folderForAllTests();
  const sshd = sshdForAllTests(folder('sshd'));
  const open = (to: string) =>
    openStore(sshTarget(sshd(), to), { env: { ...process.env, PATH: sshd().path } });

  mkdirSync(folder('back up'));
  describeStore('a folder on another machine', {
    names: oddNames,
    open: () => open(folder('back up')),
    openNowhere: () => open(folder('back up/not/there')),
    ...behindItsBack(folder('back up')),
  });
});
