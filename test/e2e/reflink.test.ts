import { execFileSync } from 'node:child_process';
import { expect } from '@jest/globals';
import { disksForEachTest } from '../disks.js';
import { contentsOf } from '../folder-listing.js';
import { assetEvents } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep } from '../photokeep.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const disks = disksForEachTest();
const folder = temporaryFolder();

testWith(
  ['the right to mount', 'mkfs.btrfs', 'filefrag'],
  'copies within a file system that can share blocks cost no space',
  async () => {
    disks.btrfs(folder('disk'), 160);
    const card = folder('disk', 'card');
    await makeManyJpegs(card, 3, { seed: 91, padTo: 200_000 });
    const { code, stdout } = await photokeep(['import', card, '--to', folder('disk', 'Gallery'), '--json'], {
      home: folder(),
    });

    const copies = assetEvents(stdout).map(({ to }) => to!);
    expect([code, copies.length]).toEqual([0, 3]);
    for (const copy of copies)
      expect(execFileSync('filefrag', ['-v', copy], { encoding: 'utf8' })).toMatch(/shared/);
    expect(contentsOf(folder('disk', 'Gallery'))).toEqual(contentsOf(card));
  },
);
