import { basename, dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { planRestore, type RestoreFacts, type WantedFile } from '../../src/plan/plan-restore.js';
import { foldName } from '../../src/scan/file-name.js';
import { readAssetName } from '../../src/scan/asset-name.js';

/** A content for each path. The content is its own hash, and as many bytes as it has letters. */
type Files = Readonly<Record<string, string>>;

function wanted(files: Files): WantedFile[] {
  return Object.entries(files).map(([path, content]) => ({
    path,
    fingerprint: { size: content.length, hash: content },
  }));
}

function factsOf(files: Files): RestoreFacts {
  return {
    contentAt(path) {
      const content = files[path];
      if (content === undefined) return undefined;
      return content === 'a folder' ? 'other' : { size: content.length, hash: content };
    },
    hasAsset: (folder, key) =>
      Object.keys(files).some(
        (path) => dirname(path) === folder && readAssetName(basename(path)).key === key,
      ),
  };
}

/** What would be brought back where, and what is there already. */
function planOf(state: Files, there: Files): { fetch: Record<string, string>; same: Record<string, string> } {
  const { fetches, same } = planRestore(wanted(state), factsOf(there));
  const byPath = (list: typeof fetches): Record<string, string> =>
    Object.fromEntries(list.map(({ wanted: { path }, to }) => [path, to]));
  return { fetch: byPath(fetches), same: byPath(same) };
}

/** The destination once the plan is carried out. */
function restored(state: Files, there: Files): Files {
  const { fetch } = planOf(state, there);
  return {
    ...there,
    ...Object.fromEntries(Object.entries(fetch).map(([path, to]) => [to, state[path]!])),
  };
}

describe('a file is brought back', () => {
  test.each<[string, Files, Files, Record<string, string>]>([
    ['to its name where nothing is', { '2021/a.jpg': 'x' }, {}, { '2021/a.jpg': '2021/a.jpg' }],
    ['not at all where the same is', { '2021/a.jpg': 'x' }, { '2021/a.jpg': 'x' }, {}],
    [
      'beside a different file',
      { '2021/a.jpg': 'x' },
      { '2021/a.jpg': 'other' },
      { '2021/a.jpg': '2021/a (2).jpg' },
    ],
    [
      'beside a folder of its name',
      { '2021/a.jpg': 'x' },
      { '2021/a.jpg': 'a folder' },
      { '2021/a.jpg': '2021/a (2).jpg' },
    ],
    ['not again where it was put beside', { 'a.jpg': 'x' }, { 'a.jpg': 'other', 'a (2).jpg': 'x' }, {}],
    [
      'beside what was put beside before',
      { 'a.jpg': 'x' },
      { 'a.jpg': 'other', 'a (2).jpg': 'another' },
      { 'a.jpg': 'a (3).jpg' },
    ],
    [
      'beside, and never under the name that another file of the state has',
      { 'a.jpg': 'x', 'a (2).jpg': 'y' },
      { 'a.jpg': 'other' },
      { 'a.jpg': 'a (3).jpg', 'a (2).jpg': 'a (2).jpg' },
    ],
    [
      'beside, and not under a stem that a stranger has',
      { 'a.jpg': 'x' },
      { 'a.jpg': 'other', 'a (2).mov': 'stranger' },
      { 'a.jpg': 'a (3).jpg' },
    ],
    [
      'with its companions under one stem',
      { 'a.heic': 'x', 'a.mov': 'y', 'a.heic.xmp': 'z' },
      { 'a.heic': 'other' },
      { 'a.heic': 'a (2).heic', 'a.mov': 'a (2).mov', 'a.heic.xmp': 'a (2).heic.xmp' },
    ],
    [
      'with those of its companions that are not there yet',
      { 'a.heic': 'x', 'a.xmp': 'z' },
      { 'a.heic': 'other', 'a.xmp': 'z' },
      { 'a.heic': 'a (2).heic' },
    ],
    [
      'to join the companion that a cut-off run had put beside',
      { 'a.heic': 'x', 'a.xmp': 'z' },
      { 'a.heic': 'other', 'a (2).heic': 'x' },
      { 'a.xmp': 'a (2).xmp' },
    ],
    [
      "with Apple's letter in its place",
      { 'IMG_1234.HEIC': 'x', 'IMG_E1234.HEIC': 'y' },
      { 'IMG_1234.HEIC': 'other' },
      { 'IMG_1234.HEIC': 'IMG_1234 (2).HEIC', 'IMG_E1234.HEIC': 'IMG_E1234 (2).HEIC' },
    ],
    [
      'each to its own name where two differ in case only',
      { 'a.jpg': 'x', 'A.jpg': 'y' },
      { 'a.jpg': 'other' },
      { 'a.jpg': 'a (2).jpg', 'A.jpg': 'A.jpg' },
    ],
  ])('%s', (_, state, there, expected) => {
    expect(planOf(state, there).fetch).toEqual(expected);
  });
});

describe('whatever was there before', () => {
  const names = fc.constantFrom(
    ...['a.jpg', 'A.jpg', 'a.xmp', 'a.jpg.xmp', 'a (2).jpg', 'a (2).xmp', 'a (3).mov', 'b.jpg', 'b (2).jpg'],
  );
  const paths = fc.tuple(fc.constantFrom('2020', '2021/05-May'), names).map((parts) => parts.join('/'));
  const state = fc.dictionary(paths, fc.constantFrom('x', 'y', 'zz'), { maxKeys: 8 });
  const there = fc.dictionary(paths, fc.constantFrom('x', 'y', 'zz', 'other', 'a folder'), { maxKeys: 8 });

  test('nothing of it is overwritten, and no two files go to one name', () => {
    fc.assert(
      fc.property(state, there, (wish, before) => {
        const targets = Object.values(planOf(wish, before).fetch);
        expect(targets.filter((path) => path in before)).toEqual([]);
        expect(new Set(targets).size).toBe(targets.length);
        // What goes beside another file has a name of its own on a disk that folds case, too.
        const beside = targets.filter((path) => !(path in wish)).map(foldName);
        expect(beside.filter((name) => Object.keys(wish).some((path) => foldName(path) === name))).toEqual(
          [],
        );
      }),
    );
  });

  test('every file is planned once, and its content is there afterwards', () => {
    fc.assert(
      fc.property(state, there, (wish, before) => {
        const { fetch, same } = planOf(wish, before);
        expect([...Object.keys(fetch), ...Object.keys(same)].sort()).toEqual(Object.keys(wish).sort());
        const after = restored(wish, before);
        for (const [path, to] of Object.entries({ ...fetch, ...same })) {
          expect(after[to]).toBe(wish[path]);
          expect(dirname(to)).toBe(dirname(path));
        }
      }),
    );
  });

  test('doing it again does nothing', () => {
    fc.assert(
      fc.property(state, there, (wish, before) => {
        expect(planOf(wish, restored(wish, before)).fetch).toEqual({});
      }),
    );
  });

  test('going on after any part of it comes to the same end', () => {
    fc.assert(
      fc.property(state, there, fc.nat(8), (wish, before, number) => {
        const done = Object.entries(planOf(wish, before).fetch).slice(0, number);
        const cutOff = { ...before, ...Object.fromEntries(done.map(([path, to]) => [to, wish[path]!])) };
        expect(restored(wish, cutOff)).toEqual(restored(wish, before));
      }),
    );
  });

  test('an empty place becomes exactly the state', () => {
    fc.assert(
      fc.property(state, (wish) => {
        expect(restored(wish, {})).toEqual(wish);
      }),
    );
  });
});
