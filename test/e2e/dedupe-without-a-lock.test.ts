import { expect, test } from '@jest/globals';
import { contentsInSight, filesInSight, makeDuplicates } from '../duplicates-tree.js';
import { type Ended, photokeep } from '../photokeep.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const run = (...args: readonly string[]): Promise<Ended> => photokeep(args, { home: folder() });

/** Every run did all of its work, or came at the wrong time, or left what another one was just taking away. */
function expectFair(...ended: readonly Ended[]): void {
  for (const { code, stderr } of ended) {
    expect([0, 3, 75]).toContain(code);
    if (code !== 3) expect(stderr).toBe('');
  }
}

test.each([['trash'], ['delete']])(
  'two runs that both make the state of a folder: one works, the other comes back later (--action %s)',
  async (action) => {
    makeDuplicates(folder(), { seed: 1, pictures: 40, folders: ['old/a', 'old/b'] });
    const contents = contentsInSight(folder('old'));
    const args = ['dedupe', folder('old'), '--action', action, '--yes'];
    const ended = await Promise.all([run(...args), run(...args)]);
    expectFair(...ended);
    expect(ended.map(({ code }) => code)).toContain(0);
    expect([contentsInSight(folder('old')), filesInSight(folder('old'))]).toEqual([contents, 44]);
  },
);

test.each([
  ['trash', 1],
  ['trash', 2],
  ['delete', 3],
  ['delete', 4],
])(
  'two runs that no lock keeps apart, each letting go what the other keeps: one of each content stays (--action %s, %d)',
  async (action, seed) => {
    makeDuplicates(folder(), { seed, pictures: 60, folders: ['a', 'b'] });
    const contents = contentsInSight(folder('a'), folder('b'));
    const ended = await Promise.all([
      run('dedupe', folder('a'), folder('b'), '--action', action, '--yes'),
      run('dedupe', folder('b'), folder('a'), '--action', action, '--yes'),
    ]);
    expectFair(...ended);
    expect(contentsInSight(folder('a'), folder('b'))).toEqual(contents);

    // What both had put back is still there twice: the next run sees to it.
    expect(await run('dedupe', folder('a'), folder('b'))).toMatchObject({ code: 0 });
    expect(contentsInSight(folder('a'), folder('b'))).toEqual(contents);
    expect(filesInSight(folder('a')) + filesInSight(folder('b'))).toBe(66);
  },
);
