import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, expect } from '@jest/globals';
import { groupsOfJdupes, groupsOfRmlint } from '../duplicate-tools.js';
import { foundGroups, sortedGroups } from '../found-duplicates.js';
import { seededRandom } from '../media/seeded-random.js';
import { testWith } from '../requirements.js';
import { folderForAllTests } from '../temporary-folder.js';

const at = folderForAllTests();

beforeAll(() => {
  const random = seededRandom(4);
  const originals: Buffer[] = [];
  for (let file = 0; file < 1_500; file++) {
    const path = at(`20${String(10 + (file % 9))}`, `${String(file % 7)} month`, `IMG_${String(file)}.jpg`);
    mkdirSync(dirname(path), { recursive: true });
    const copied = originals[Math.floor(random.next() * originals.length)];
    // A copy, one that differs in a byte anywhere, or something new.
    const dice = random.next();
    const content = copied && dice < 0.4 ? Buffer.from(copied) : newContent();
    if (copied && dice < 0.15) content[Math.floor(random.next() * content.length)]! ^= 1;
    originals.push(content);
    writeFileSync(path, content);
    if (random.next() < 0.03) linkSync(path, path.replace('IMG_', 'linked'));
  }

  function newContent(): Buffer {
    const size = Math.ceil(1.05 ** random.between(0, 260));
    return Buffer.alloc(size, String(random.next()));
  }
});

testWith(['jdupes'], 'the groups are those of jdupes, which compares byte for byte', async () => {
  const groups = groupsOfJdupes(at());
  expect(groups.length).toBeGreaterThan(200);
  expect(await foundGroups(at())).toEqual(sortedGroups(groups));
});

testWith(['rmlint'], 'the groups are those of rmlint', async () => {
  expect(await foundGroups(at(), { allFiles: true })).toEqual(sortedGroups(groupsOfRmlint(at())));
});
