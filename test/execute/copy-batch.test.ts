import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Action } from '../../src/plan/actions.js';
import { identityAt } from '../../src/scan/identity.js';
import { filesBelow } from '../contents.js';
import { temporaryFolder } from '../temporary-folder.js';
import { carryOut, copyOf, endsOf, file, type Meanwhile, overwrite } from './carry-out.js';

const at = temporaryFolder();

async function ends(actions: readonly Action[], meanwhile?: Meanwhile): Promise<string[]> {
  return endsOf(await carryOut(at(), actions, meanwhile));
}

/** Everything but the state, by name. */
function found(): Record<string, string> {
  return Object.fromEntries(
    filesBelow(at())
      .filter((path) => !path.startsWith(at('.photokeep')))
      .map((path) => [path.slice(at().length + 1), readFileSync(path, 'utf8')]),
  );
}

describe('a copy', () => {
  test('has content, times to the microsecond and permissions; its source is never touched', async () => {
    const source = file(at('card/a.jpg'), 'picture');
    chmodSync(source, 0o640);
    utimesSync(source, 1_500_000_000.123456, 1_612_345_678.987_654_5);
    const before = identityAt(source);

    const outcomes = await carryOut(at(), [copyOf(source, at('gallery/2021/a.jpg'), false)]);

    const copy = lstatSync(at('gallery/2021/a.jpg'), { bigint: true });
    expect(found()).toEqual({ 'card/a.jpg': 'picture', 'gallery/2021/a.jpg': 'picture' });
    expect(copy.mtimeNs / 1000n).toBe(1_612_345_678_987_654n);
    expect(copy.mode & 0o7777n).toBe(0o640n);
    expect(copy.nlink).toBe(1n);
    expect(identityAt(source)).toEqual(before);
    expect(outcomes).toMatchObject([{ status: 'done', placed: identityAt(at('gallery/2021/a.jpg')) }]);
  });

  test('that is a move in the end removes its source', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    expect(await ends([copyOf(source, at('gallery/a.jpg'), true)])).toEqual(['done']);
    expect(found()).toEqual({ 'gallery/a.jpg': 'picture' });
  });

  test.each([true, false])(
    'that differs when it is read back is thrown away, and its source stays (to be removed: %s)',
    async (removeSource) => {
      const source = file(at('drop/a.jpg'), 'picture');
      const action = copyOf(source, at('gallery/a.jpg'), removeSource);
      const bitRot = (temporaries: readonly string[]): void => {
        overwrite(temporaries[0]!, 'pictURe');
      };
      expect(await ends([action], { whileVerifying: bitRot })).toEqual(['verify-failed']);
      expect(found()).toEqual({ 'drop/a.jpg': 'picture' });
    },
  );

  test('of a file that is not what was fingerprinted is thrown away', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const action = copyOf(source, at('gallery/a.jpg'), true);
    const other = { ...action, fingerprint: { size: 7, hash: '0123456789abcdef' } };
    expect(await ends([other])).toEqual(['verify-failed']);
    expect(found()).toEqual({ 'drop/a.jpg': 'picture' });
  });

  test('that cannot be read back is thrown away', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const lose = (temporaries: readonly string[]): void => {
      unlinkSync(temporaries[0]!);
    };
    expect(await ends([copyOf(source, at('gallery/a.jpg'), true)], { whileVerifying: lose })).toEqual([
      'verify-failed',
    ]);
    expect(found()).toEqual({ 'drop/a.jpg': 'picture' });
  });

  test('of a source that changes while it is copied is thrown away, and the source stays', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const grow = (): void => {
      writeFileSync(source, ' and more', { flag: 'a' });
    };
    expect(await ends([copyOf(source, at('gallery/a.jpg'), true)], { whileVerifying: grow })).toEqual([
      'changed',
    ]);
    expect(found()).toEqual({ 'drop/a.jpg': 'picture and more' });
  });

  test('of a source whose name another file takes meanwhile leaves that one', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const swap = (): void => {
      renameSync(file(at('drop/new'), 'another'), source);
    };
    expect(await ends([copyOf(source, at('gallery/a.jpg'), true)], { whileVerifying: swap })).toEqual([
      'changed',
    ]);
    expect(found()).toEqual({ 'drop/a.jpg': 'another' });
  });

  test('onto a name that is taken at the last moment replaces nothing', async () => {
    const source = file(at('drop/a.jpg'), 'picture');
    const take = (): void => {
      file(at('gallery/a.jpg'), 'of somebody else');
    };
    expect(await ends([copyOf(source, at('gallery/a.jpg'), true)], { whileVerifying: take })).toEqual([
      'target-taken',
    ]);
    expect(found()).toEqual({ 'drop/a.jpg': 'picture', 'gallery/a.jpg': 'of somebody else' });
  });

  test('of a source that changed or vanished since the plan is not begun', async () => {
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), 'picture'));
    const actions = sources.map((source) => copyOf(source, source.replace('drop', 'gallery'), true));
    overwrite(sources[0]!, 'PICTURE');
    unlinkSync(sources[1]!);
    expect(await ends(actions)).toEqual(['changed', 'vanished']);
    expect(found()).toEqual({ 'drop/a.jpg': 'PICTURE' });
  });

  test('into a folder whose name a file has fails alone', async () => {
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), name));
    file(at('gallery/2021'), 'a file where a folder should be');
    const actions = [
      copyOf(sources[0]!, at('gallery/2021/a.jpg'), true),
      copyOf(sources[1]!, at('gallery/b.jpg'), true),
    ];
    expect(await ends(actions)).toEqual(['target-taken', 'done']);
    expect(found()).toEqual({
      'drop/a.jpg': 'a.jpg',
      'gallery/2021': 'a file where a folder should be',
      'gallery/b.jpg': 'b.jpg',
    });
  });

  test('of a name that is not UTF-8 works like any other', async () => {
    const source = file(at('drop/caf\udce9.jpg'), 'picture');
    expect(await ends([copyOf(source, at('gallery/caf_.jpg'), true)])).toEqual(['done']);
    expect(found()).toEqual({ 'gallery/caf_.jpg': 'picture' });
  });
});

describe('a batch of copies', () => {
  test('in which one fails brings the others to their end', async () => {
    const sources = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => file(at('drop', name), name));
    const actions = sources.map((source) => copyOf(source, source.replace('drop', 'gallery'), true));
    const spoilSecond = (temporaries: readonly string[]): void => {
      overwrite(temporaries[1]!, 'B');
    };
    expect(await ends(actions, { whileVerifying: spoilSecond })).toEqual(['done', 'verify-failed', 'done']);
    expect(found()).toEqual({ 'drop/b.jpg': 'b.jpg', 'gallery/a.jpg': 'a.jpg', 'gallery/c.jpg': 'c.jpg' });
  });

  test('removes no source before every copy of it was read back', async () => {
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), name));
    const actions = sources.map((source) => copyOf(source, source.replace('drop', 'gallery'), true));
    let seen: string[] = [];
    await carryOut(at(), actions, {
      whileVerifying: () => {
        seen = Object.keys(found());
      },
    });
    expect(seen).toHaveLength(4);
    expect(seen).toEqual(expect.arrayContaining(['drop/a.jpg', 'drop/b.jpg']));
    expect(seen.filter((path) => path.endsWith('.tmp'))).toHaveLength(2);
  });

  test('that is interrupted finishes what it began and leaves the rest', async () => {
    const sources = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => file(at('drop', name), name));
    const actions = sources.map((source) => copyOf(source, source.replace('drop', 'gallery'), true));
    let asked = 0;
    expect(await ends(actions, { isInterrupted: () => ++asked > 2 })).toEqual([
      'done',
      'done',
      'interrupted',
    ]);
    expect(found()).toEqual({ 'drop/c.jpg': 'c.jpg', 'gallery/a.jpg': 'a.jpg', 'gallery/b.jpg': 'b.jpg' });
  });

  test('of two files to one name brings one, and the other stays', async () => {
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(at('drop', name), name));
    const actions = sources.map((source) => copyOf(source, at('gallery/same.jpg'), true));
    expect(await ends(actions)).toEqual(['done', 'target-taken']);
    expect(found()).toEqual({ 'drop/b.jpg': 'b.jpg', 'gallery/same.jpg': 'a.jpg' });
  });

  test('leaves the temporary file of another run alone', async () => {
    mkdirSync(at('gallery'));
    file(at('gallery/.photokeep-other-1.tmp'), 'half a picture');
    const source = file(at('drop/a.jpg'), 'picture');
    expect(await ends([copyOf(source, at('gallery/a.jpg'), true)])).toEqual(['done']);
    expect(found()).toEqual({
      'gallery/.photokeep-other-1.tmp': 'half a picture',
      'gallery/a.jpg': 'picture',
    });
  });
});
