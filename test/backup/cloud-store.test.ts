import { mkdirSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { openStore } from '../../src/backup/open-store.js';
import { emptyFolder, rcloneHome, type RcloneHome, webdavForAllTests } from '../rclone.js';
import { describeWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';
import { sendTo } from './sending.js';
import { describeStore, oddNames, type StoreUnderTest } from './store-contract.js';
import { cloudTarget } from './targets.js';

const folder = folderForAllTests();

/** @param under folder of this machine in which all that is at the target lies, encrypted */
function storeAt(home: RcloneHome, remote: string, under: string): StoreUnderTest {
  const open = (root: string) => openStore(cloudTarget(root), { env: home.env });
  return {
    names: oddNames,
    open: () => open(remote),
    openNowhere: () => open(`${remote}/not/there`),
    empty() {
      emptyFolder(under);
      home.run(['mkdir', remote]);
    },
    plant(path, content) {
      home.run(['rcat', `${remote}/${path}`], content);
    },
  };
}

describeWith(['rclone'], 'with rclone', () => {
  const home = rcloneHome(folder('home'));

  mkdirSync(folder('under'));
  home.crypt('crypt', folder('under'));
  describeStore('crypt over a folder', storeAt(home, 'crypt:Photos', folder('under')));

  test('no further file is begun when it is enough, and those are not answered for', async () => {
    const store = openStore(cloudTarget('crypt:Enough'), { env: home.env });
    const paths = Array.from({ length: 20 }, (_, index) => `${String(index)}.jpg`);
    mkdirSync(folder('Gallery'));
    for (const path of paths) writeFileSync(folder('Gallery', path), path);
    await store.makeRoot();
    const begun: string[] = [];

    const { answers, failure } = await sendTo(store, folder('Gallery'), paths, {
      isEnough: () => begun.push('one') > 6,
    });
    const names: string[] = [];
    for await (const { path } of store.list('Gallery')) names.push(path.slice('Gallery/'.length));
    await store.close();

    expect(failure).toBeUndefined();
    expect(answers).toHaveLength(6);
    expect(names.sort()).toEqual(answers.map(({ path }) => path).sort());
  });

  const server = webdavForAllTests(folder('served'));
  beforeAll(() => {
    const url = `http://127.0.0.1:${String(server().port)}`;
    home.remote('dav', { type: 'webdav', url, vendor: 'other' });
  });
  mkdirSync(folder('served/encrypted'), { recursive: true });
  home.crypt('dav-crypt', 'dav:encrypted');
  describeStore('crypt over WebDAV, which has neither times nor hashes, as MEGA', {
    ...storeAt(home, 'dav-crypt:My Photos', folder('served/encrypted')),
    // Each takes a server of this kind a while.
    names: oddNames.filter((_, index) => index % 5 === 4),
    isMute: true,
  });
});
