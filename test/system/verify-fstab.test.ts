import { writeFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { newMistake, verifyFstab } from '../../src/system/verify-fstab.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();

/** What is worse in the second table than in the first, by the word of findmnt. */
async function mistakeIn(before: string, after: string): Promise<string | undefined> {
  const checks = [before, after].map((text, index) => {
    writeFileSync(at(String(index)), text);
    return verifyFstab(at(String(index)), { env: process.env });
  });
  const [old, fresh] = await Promise.all(checks);
  return newMistake(old!, fresh!);
}

const root = 'proc /proc proc defaults 0 0\n';

testWith(['findmnt'], 'a line that cannot be read is a mistake, unless it was there before', async () => {
  const broken = 'one-word\n';
  expect(await mistakeIn(root, root + broken)).toBe('this line cannot be read: one-word');
  expect(await mistakeIn(root + broken, root + broken + root)).toBeUndefined();
  expect(await mistakeIn(root + broken, broken)).toBeUndefined();
  expect(await mistakeIn(root + broken, `${root}other-word\n`)).toBe('this line cannot be read: other-word');
});

testWith(['findmnt'], 'a disk that is switched off is none, a folder that is not there is one', async () => {
  const off = `UUID=16955984-34c8-435d-b646-6578a3bab016 ${at()} auto nofail 0 0\n`;
  expect(await mistakeIn(root, root + off)).toBeUndefined();
  const nowhere = 'UUID=16955984-34c8-435d-b646-6578a3bab016 /no/where auto nofail 0 0\n';
  expect(await mistakeIn(root, root + nowhere)).toMatch(/^\/no\/where: unreachable .*target/);
  expect(await mistakeIn(root + nowhere, off + root + nowhere)).toBeUndefined();
});
