import { beforeAll } from '@jest/globals';
import { openStore } from '../../src/backup/open-store.js';
import { rcloneHome } from '../rclone.js';
import { describeWith } from '../requirements.js';
import { s3ForAllTests } from '../s3.js';
import { folderForAllTests } from '../temporary-folder.js';
import { describeStore, oddNames } from './store-contract.js';
import { cloudTarget } from './targets.js';

const folder = folderForAllTests();

describeWith(['rclone'], 'with rclone', () => {
  const home = rcloneHome(folder('home'));
  const port = s3ForAllTests('photos');
  beforeAll(() => {
    home.remote('s3', {
      ...{ type: 's3', provider: 'Other', endpoint: `http://127.0.0.1:${String(port())}` },
      ...{
        access_key_id: 'key',
        secret_access_key: 'secret',
        force_path_style: 'true',
        list_url_encode: 'true',
      },
    });
  });
  home.crypt('s3-crypt', 's3:photos/encrypted');
  home.crypt('nowhere', 's3:no-such-bucket');
  const open = (root: string) => openStore(cloudTarget(root), { env: home.env });

  describeStore('crypt over buckets, where there are no folders and nothing can be renamed', {
    names: oddNames.filter((_, index) => index % 5 === 4),
    isMute: true,
    open: () => open('s3-crypt:My'),
    openNowhere: () => open('nowhere:My'),
    empty() {
      home.run(['delete', 's3:photos']);
    },
    plant(path, content) {
      home.run(['rcat', `s3-crypt:My/${path}`], content);
    },
  });
});
