import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FileAnswer, SendOptions, Store, StoredFile } from '../../src/backup/store.js';
import { createFingerprinter, type Fingerprint } from '../../src/content/fingerprint.js';
import { fsPath, nameFromBytes } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

// What a backup relies on, whatever keeps the files. Looks at a target through the store alone, but for what happens
// there behind its back.

/** A kind of store, with a target of its own for each test. */
export interface StoreUnderTest {
  /** A new store of the same target, whose root is there. */
  readonly open: () => Store;
  /** A store of a target whose root is not there. */
  readonly openNowhere: () => Store;
  /** Removes all that is in the root. */
  readonly empty: () => void;
  /** Writes a file at the target without the store; rots one, when the file is there and keeps its times. */
  readonly plant: (path: string, content: string) => void;
  /** names that its disk can hold */
  readonly names: readonly string[];
  /** whether it does not tell how much room there is */
  readonly isMute?: boolean;
}

/** Names that Linux allows and tools stumble over. */
export const oddNames: readonly string[] = [
  '#1 at the beach.jpg',
  ';semicolon.jpg',
  '-rf.jpg',
  ' space at both ends ',
  "it's.jpg",
  'so "quoted".jpg',
  'back\\slash.jpg',
  'looks escaped \\#012.jpg',
  'line\nbreak.jpg',
  'tab\tcarriage\rbell\u0007.jpg',
  'pipe|pipe|pipe.jpg',
  'star*[a]?{b}~$HOME`id`.jpg',
  'u\u0308ber 📷 ü.jpg',
  nameFromBytes(Buffer.from([0x66, 0xfc, 0xff, 0x2e, 0x6a, 0x70, 0x67])),
  `${'x'.repeat(251)}.jpg`,
  '.hidden.jpg',
];

/** Those of them that Windows' file systems can hold. */
export const plainNames: readonly string[] = oddNames.filter((name) =>
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /^(?!.*[\x00-\x1f"*:<>?|\\\udc80-\udcff])(?!.*[. ]$)/su.test(name),
);

export function describeStore(name: string, underTest: StoreUnderTest): void {
  describe(name, () => {
    const here = temporaryFolder();
    // One for all tests: over a network the login takes longest.
    let store: Store;
    beforeAll(() => {
      store = underTest.open();
    });
    beforeEach(() => {
      underTest.empty();
    });
    afterAll(async () => {
      await store.close();
    });

    const gallery = (...parts: string[]): string => here('Gallery', ...parts);
    const write = (path: string, content: string | Buffer, mtime = 1_600_000_000): void => {
      mkdirSync(fsPath(dirname(gallery(path))), { recursive: true });
      writeFileSync(fsPath(gallery(path)), content);
      utimesSync(fsPath(gallery(path)), mtime, mtime);
    };

    let runs = 0;
    async function send(
      paths: readonly string[],
      options: Partial<SendOptions> = {},
    ): Promise<{ answers: FileAnswer[]; bytes: number }> {
      const answers: FileAnswer[] = [];
      let bytes = 0;
      await store.send(paths, {
        from: gallery(),
        into: 'Gallery',
        versions: `.photokeep-versions/run-${String(++runs)}`,
        ignoreTimes: false,
        onFile: (answer) => answers.push(answer),
        onBytes: (soFar) => (bytes = soFar),
        ...options,
      });
      return { answers, bytes };
    }

    async function listed(folder: string): Promise<Map<string, StoredFile>> {
      const files = new Map<string, StoredFile>();
      for await (const file of store.list(folder)) files.set(file.path, file);
      return files;
    }
    const namesIn = async (folder: string): Promise<string[]> => [...(await listed(folder)).keys()].sort();

    let fetches = 0;
    async function contentOf(path: string): Promise<string> {
      const to = here('fetched', String(++fetches));
      expect(await store.fetch([{ path, to }], () => undefined)).toEqual([{ path, ok: true }]);
      return readFileSync(to, 'utf8');
    }

    async function fingerprintOf(path: string): Promise<Fingerprint> {
      return (await createFingerprinter())(gallery(path)).fingerprint;
    }

    describe('a target that is not there', () => {
      test('is said not to be there, and is not made', async () => {
        const nowhere = underTest.openNowhere();
        write('a.jpg', 'a');

        expect(await nowhere.isThere()).toBe(false);
        await expect(
          nowhere.send(['a.jpg'], {
            from: gallery(),
            into: 'Gallery',
            versions: '.photokeep-versions/1',
            ignoreTimes: false,
            onFile: () => undefined,
            onBytes: () => undefined,
          }),
        ).rejects.toMatchObject({ name: 'StoreError', reason: 'unreachable' });
        await expect(nowhere.writeSmall('x', Buffer.from('x'))).rejects.toMatchObject({ name: 'StoreError' });
        await expect(nowhere.move([{ from: 'a', to: 'b' }])).rejects.toMatchObject({ name: 'StoreError' });
        expect(await nowhere.isThere()).toBe(false);
        await nowhere.close();
      });

      test('is there when it is', async () => {
        expect(await store.isThere()).toBe(true);
        expect(await store.rootNames()).toEqual([]);
        const free = await store.freeBytes();
        if (underTest.isMute) expect(free).toBeUndefined();
        else expect(free).toBeGreaterThan(1e6);
      });
    });

    describe('sending', () => {
      test('brings every file whole, under its name, with its time', async () => {
        const paths = underTest.names.flatMap((odd) => [
          odd,
          `2021/05-May/${odd}`,
          `${odd}.album/${odd.slice(0, 9)}x`,
        ]);
        const long = (path: string): boolean =>
          path.split('/').every((part) => Buffer.from(part).length <= 255);
        const sent = paths.filter(long);
        for (const path of sent) write(path, `content of ${path}`, 1_600_000_001);
        write('empty.jpg', '');
        sent.push('empty.jpg');

        const { answers, bytes } = await send(sent);

        expect(answers.map(({ path }) => path).sort()).toEqual([...sent].sort());
        expect(answers.filter((answer) => !('ok' in answer))).toEqual([]);
        const files = await listed('Gallery');
        expect([...files.keys()].sort()).toEqual(sent.map((path) => `Gallery/${path}`).sort());
        expect(bytes).toBe([...files.values()].reduce((sum, { size }) => sum + size, 0));
        for (const { mtimeMs } of files.values()) {
          if (store.keepsTimes) expect(Math.abs(mtimeMs! - 1_600_000_001_000)).toBeLessThan(2000);
          else expect(mtimeMs).toBeUndefined();
        }
        const fetched = await store.fetch(
          sent.map((path, index) => ({ path: `Gallery/${path}`, to: here('back', String(index)) })),
          () => undefined,
        );
        expect(fetched.filter((answer) => !('ok' in answer))).toEqual([]);
        for (const [index, path] of sent.entries())
          expect(readFileSync(here('back', String(index)))).toEqual(readFileSync(fsPath(gallery(path))));
      });

      test('sends nothing twice, and keeps no version of what did not change, where times tell', async () => {
        const versions = '.photokeep-versions/again';
        write('a.jpg', 'first');
        await send(['a.jpg']);

        expect((await send(['a.jpg'], { versions })).answers).toEqual([{ path: 'a.jpg', ok: true }]);
        // Where no times tell that it is the same, it is sent again, and nothing is lost by that.
        expect(await namesIn('.photokeep-versions')).toEqual(store.keepsTimes ? [] : [`${versions}/a.jpg`]);
      });

      test('keeps what it replaces', async () => {
        write('2021/a.jpg', 'first');
        await send(['2021/a.jpg']);
        write('2021/a.jpg', 'second, longer');

        await send(['2021/a.jpg'], { versions: '.photokeep-versions/second' });

        expect(await contentOf('Gallery/2021/a.jpg')).toBe('second, longer');
        expect(await contentOf('.photokeep-versions/second/2021/a.jpg')).toBe('first');
      });

      test('sends an edit that kept size and time when told to', async () => {
        write('a.jpg', 'first');
        await send(['a.jpg']);
        write('a.jpg', 'FIRST');

        await send(['a.jpg'], { ignoreTimes: true, versions: '.photokeep-versions/second' });

        expect(await contentOf('Gallery/a.jpg')).toBe('FIRST');
        expect(await contentOf('.photokeep-versions/second/a.jpg')).toBe('first');
      });

      test('never puts one version over another', async () => {
        write('a.jpg', 'first');
        await send(['a.jpg']);
        write('a.jpg', 'second, longer');
        await send(['a.jpg'], { versions: '.photokeep-versions/same' });
        write('a.jpg', 'third, longer still');

        const { answers } = await send(['a.jpg'], { versions: '.photokeep-versions/same' });

        expect(answers).toEqual([{ path: 'a.jpg', reason: 'target-taken' }]);
        expect(await contentOf('Gallery/a.jpg')).toBe('second, longer');
        expect(await contentOf('.photokeep-versions/same/a.jpg')).toBe('first');
      });

      test('says which files were gone, and sends the others', async () => {
        write('a.jpg', 'a');

        const { answers } = await send(['gone.jpg', 'a.jpg']);

        expect(answers).toContainEqual({ path: 'gone.jpg', reason: 'vanished' });
        expect(answers).toContainEqual({ path: 'a.jpg', ok: true });
      });

      test('does not put a file in the place of a folder', async () => {
        write('a/b.jpg', 'b');
        await send(['a/b.jpg']);
        rmSync(gallery('a'), { recursive: true });
        write('a', 'a file now');
        write('c.jpg', 'c');

        const { answers } = await send(['a', 'c.jpg']);

        expect(answers).toContainEqual({ path: 'a', reason: 'target-taken' });
        expect(answers).toContainEqual({ path: 'c.jpg', ok: true });
        expect(await contentOf('Gallery/a/b.jpg')).toBe('b');
      });

      test('leaves nothing behind but the files', async () => {
        write('a.jpg', 'a');
        await send(['a.jpg']);

        expect(await store.rootNames()).toEqual(['Gallery']);
      });

      test('ends when it is told to stop, with nothing cut off under its name', async () => {
        write('big.mp4', Buffer.alloc(1));
        appendFileSync(gallery('big.mp4'), Buffer.alloc(150e6, 7));
        const sending = send(['big.mp4'], {
          onBytes: () => {
            store.stop();
          },
        });

        await expect(sending).rejects.toMatchObject({ name: 'StoreError', reason: 'interrupted' });
        await expect(store.isThere()).rejects.toMatchObject({ reason: 'interrupted' });
        await store.close();
        store = underTest.open();
        for (const { size } of (await listed('Gallery')).values()) expect(size).toBe(150_000_001);
        expect((await send(['big.mp4'])).answers).toEqual([{ path: 'big.mp4', ok: true }]);
        expect(await store.rootNames()).toEqual(['Gallery']);
      });
    });

    describe('comparing', () => {
      async function drifts(): Promise<string[]> {
        const found: string[] = [];
        for await (const { path, drift } of await store.compare(gallery(), 'Gallery'))
          found.push(`${path}: ${drift}`);
        return found.sort();
      }

      test('names what is missing or different, and nothing else', async () => {
        for (const name of ['same', 'sized', 'timed', 'removed', ...underTest.names])
          write(`d/${name}`, 'as it was');
        await send(['same', 'sized', 'timed', ...underTest.names].map((name) => `d/${name}`));
        write('d/sized', 'as it is now');
        write('d/timed', 'as it was', 1_600_000_100);

        const timed = store.keepsTimes ? ['d/timed: different'] : [];
        expect(await drifts()).toEqual(['d/removed: missing', 'd/sized: different', ...timed]);
      });

      test('does not take a folder here that is gone for one in which nothing changed', async () => {
        await expect(drifts()).rejects.toMatchObject({ name: 'StoreError', reason: 'vanished' });
      });

      test('finds everything missing where there is no folder', async () => {
        for (const name of underTest.names) write(name, 'x');

        expect(await drifts()).toEqual(underTest.names.map((name) => `${name}: missing`).sort());
        expect(await store.rootNames()).toEqual([]);
      });
    });

    describe('moving', () => {
      test('renames, into new folders too, and leaves no empty ones', async () => {
        const paths = underTest.names.map((name) => `2021/old/${name}`);
        for (const path of paths) write(path, path);
        await send(paths);

        const answers = await store.move(
          underTest.names.map((name) => ({
            from: `Gallery/2021/old/${name}`,
            to: `Gallery/2022/new/${name}`,
          })),
        );

        expect(answers).toEqual(paths.map((path) => ({ path: `Gallery/${path}`, ok: true })));
        expect(await namesIn('Gallery')).toEqual(
          underTest.names.map((name) => `Gallery/2022/new/${name}`).sort(),
        );
        expect(await contentOf(`Gallery/2022/new/${underTest.names[0]!}`)).toBe(paths[0]);
      });

      test('never goes over a file that is there', async () => {
        for (const name of ['a', 'b']) write(name, `this is ${name}`);
        await send(['a', 'b']);

        expect(await store.move([{ from: 'Gallery/a', to: 'Gallery/b' }])).toEqual([
          { path: 'Gallery/a', reason: 'target-taken' },
        ]);
        expect(await contentOf('Gallery/a')).toBe('this is a');
        expect(await contentOf('Gallery/b')).toBe('this is b');
      });

      test('never goes over a folder, nor below a file', async () => {
        for (const name of ['a', 'b/c']) write(name, `this is ${name}`);
        await send(['a', 'b/c']);

        expect(
          await store.move([
            { from: 'Gallery/a', to: 'Gallery/b' },
            { from: 'Gallery/b/c', to: 'Gallery/a/c' },
          ]),
        ).toEqual([
          { path: 'Gallery/a', reason: 'target-taken' },
          { path: 'Gallery/b/c', reason: 'target-taken' },
        ]);
        expect(await namesIn('Gallery')).toEqual(['Gallery/a', 'Gallery/b/c']);
      });

      test('says what is not there', async () => {
        write('a', 'a');
        await send(['a']);

        expect(await store.move([{ from: 'Gallery/x/y', to: 'Gallery/z/y' }])).toEqual([
          { path: 'Gallery/x/y', reason: 'vanished' },
        ]);
        expect(await namesIn('Gallery')).toEqual(['Gallery/a']);
      });

      test('takes no path that leads out of the target', async () => {
        await expect(store.move([{ from: 'Gallery/../../a', to: 'Gallery/a' }])).rejects.toThrow(
          'below a target',
        );
        await expect(store.move([{ from: 'Gallery/a', to: '/a' }])).rejects.toThrow('below a target');
      });
    });

    describe('setting aside', () => {
      test('moves files to the versions with their paths', async () => {
        const paths = ['keep.jpg', ...underTest.names.map((name) => `2021/${name}`)];
        for (const path of paths) write(path, path);
        await send(paths);

        const answers = await store.setAside(paths.slice(1), 'Gallery', '.photokeep-versions/run-9');

        expect(answers).toEqual(paths.slice(1).map((path) => ({ path, ok: true })));
        expect(await namesIn('Gallery')).toEqual(['Gallery/keep.jpg']);
        expect(await namesIn('.photokeep-versions/run-9')).toEqual(
          paths
            .slice(1)
            .map((path) => `.photokeep-versions/run-9/${path}`)
            .sort(),
        );
      });

      test('never puts one version over another', async () => {
        write('a', 'first');
        await send(['a']);
        await store.setAside(['a'], 'Gallery', '.photokeep-versions/1');
        write('a', 'second');
        await send(['a']);

        expect(await store.setAside(['a'], 'Gallery', '.photokeep-versions/1')).toEqual([
          { path: 'a', reason: 'target-taken' },
        ]);
        expect(await contentOf('.photokeep-versions/1/a')).toBe('first');
        expect(await contentOf('Gallery/a')).toBe('second');
      });
    });

    describe('removing versions', () => {
      test('removes the folders with all they hold, and no others', async () => {
        for (const path of underTest.names) write(path, path);
        write('deep/er/a', 'a');
        await send([...underTest.names, 'deep/er/a']);
        await store.setAside(underTest.names, 'Gallery', '.photokeep-versions/old');
        await store.setAside(['deep/er/a'], 'Gallery', '.photokeep-versions/new');

        await store.removeVersions(['.photokeep-versions/old', '.photokeep-versions/never-was']);

        expect(await namesIn('.photokeep-versions')).toEqual(['.photokeep-versions/new/deep/er/a']);
      });

      test.each([
        'Gallery',
        '.photokeep-versions',
        '.photokeep-versions/',
        '.photokeep-versions/../Gallery',
        '',
      ])('refuses %j', async (folder) => {
        write('a', 'a');
        await send(['a']);

        await expect(store.removeVersions([folder])).rejects.toThrow();
        expect(await namesIn('Gallery')).toEqual(['Gallery/a']);
      });
    });

    describe('fetching', () => {
      test('brings files with their times, and makes folders', async () => {
        write('2021/a.jpg', 'a', 1_500_000_000);
        await send(['2021/a.jpg']);
        let bytes = 0;

        await store.fetch(
          [{ path: 'Gallery/2021/a.jpg', to: here('new/folder/b.jpg') }],
          (soFar) => (bytes = soFar),
        );

        expect(readFileSync(here('new/folder/b.jpg'), 'utf8')).toBe('a');
        if (store.keepsTimes)
          expect(Math.abs(statSync(here('new/folder/b.jpg')).mtimeMs - 1_500_000_000_000)).toBeLessThan(2000);
        expect(bytes).toBe(1);
      });

      test('leaves what is there, and says what is not', async () => {
        write('a.jpg', 'theirs');
        await send(['a.jpg']);
        writeFileSync(here('mine.jpg'), 'mine');

        const answers = await store.fetch(
          [
            { path: 'Gallery/a.jpg', to: here('mine.jpg') },
            { path: 'Gallery/gone.jpg', to: here('gone.jpg') },
            { path: 'Gallery/a.jpg', to: here('twice/a.jpg') },
          ],
          () => undefined,
        );

        expect(answers).toEqual([
          { path: 'Gallery/a.jpg', reason: 'target-taken' },
          { path: 'Gallery/gone.jpg', reason: 'vanished' },
          { path: 'Gallery/a.jpg', ok: true },
        ]);
        expect(readFileSync(here('mine.jpg'), 'utf8')).toBe('mine');
        expect(readFileSync(here('twice/a.jpg'), 'utf8')).toBe('theirs');
      });
    });

    describe.each([true, false])('checking, with the files here: %j', (withFiles) => {
      async function check(paths: readonly string[]): Promise<Record<string, string>> {
        const files = await Promise.all(
          paths.map(async (path) => ({
            path: `Gallery/${path}`,
            fingerprint: await fingerprintOf(path),
            here: withFiles ? gallery(path) : undefined,
          })),
        );
        const checked = await store.check(files, () => undefined);
        expect(checked.map(({ path }) => path)).toEqual(files.map(({ path }) => path));
        return Object.fromEntries(checked.map(({ path, is }) => [path.slice('Gallery/'.length), is]));
      }

      test('tells right, rotten and missing apart by the bytes at the target', async () => {
        const names = underTest.names.map((name) => `d/${name}`);
        for (const path of ['rotten', 'cut', 'gone', ...names]) write(path, `content of ${path}`);
        await send(['rotten', 'cut', ...names]);
        underTest.plant('Gallery/rotten', 'content of rottem');
        underTest.plant('Gallery/cut', 'conten');

        expect(await check(['rotten', 'cut', 'gone', ...names])).toEqual({
          rotten: 'wrong',
          cut: 'wrong',
          gone: 'missing',
          ...Object.fromEntries(names.map((path) => [path, 'right'])),
        });
      });
    });

    test('checking does not take a copy for right because it is as rotten as the file here', async () => {
      write('a', 'good');
      const fingerprint = await fingerprintOf('a');
      write('a', 'rott');
      await send(['a']);

      const file = { path: 'Gallery/a', fingerprint, here: gallery('a') };
      expect(await store.check([file], () => undefined)).toEqual([{ path: 'Gallery/a', is: 'wrong' }]);
    });

    test('checking does not take a copy for wrong because the file here is', async () => {
      write('a', 'good');
      const fingerprint = await fingerprintOf('a');
      await send(['a']);
      write('a', 'rott');

      const file = { path: 'Gallery/a', fingerprint, here: gallery('a') };
      expect(await store.check([file], () => undefined)).toEqual([{ path: 'Gallery/a', is: 'right' }]);
    });

    test('checking finds a copy that has another name than the file here', async () => {
      write('a', 'good');
      await send(['a']);
      await store.move([{ from: 'Gallery/a', to: 'Gallery/b' }]);

      const file = { path: 'Gallery/b', fingerprint: await fingerprintOf('a'), here: gallery('a') };
      expect(await store.check([file], () => undefined)).toEqual([{ path: 'Gallery/b', is: 'right' }]);
    });

    describe('small files', () => {
      test('are read as they were written last', async () => {
        expect(await store.readSmall('state/a.json')).toBeUndefined();
        const bytes = Buffer.from([0, 255, 10, 13, 200]);

        await store.writeSmall('state/a.json', Buffer.from('first, and longer'));
        await store.writeSmall('state/a.json', bytes);

        expect(await store.readSmall('state/a.json')).toEqual(bytes);
        expect(await namesIn('state')).toEqual(['state/a.json']);
      });

      test('may be empty, and not so small', async () => {
        const large = Buffer.alloc(3_000_000, 'not so small ');
        await store.writeSmall('empty', Buffer.alloc(0));
        await store.writeSmall('large', large);

        expect(await store.readSmall('empty')).toEqual(Buffer.alloc(0));
        expect((await store.readSmall('large'))?.equals(large)).toBe(true);
      });
    });

    test('listing finds nothing where there is no folder', async () => {
      expect(await namesIn('Gallery')).toEqual([]);
    });

    test('a store that was never used closes', async () => {
      await underTest.open().close();
    });
  });
}
