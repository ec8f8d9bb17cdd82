import { basename, dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { formContenders } from '../../src/plan/contender.js';
import type { Cluster, FoundCopy } from '../../src/plan/duplicates.js';
import { type DedupePlan, planDedupe } from '../../src/plan/plan-dedupe.js';
import { readAssetName } from '../../src/scan/asset-name.js';
import {
  clusterOf,
  gallery,
  type Given,
  type GivenCopy,
  type GivenRules,
  nameOf,
  old,
  phone,
  planOf,
  rulesOf,
  taken,
} from './dedupe-fixtures.js';

const march = '2021/03-March';
const april = '2021/04-April';

/** The names of the files that go, in their order. */
function going({ actions }: DedupePlan): string[] {
  return actions.map(({ source }) => nameOf(source));
}

/** The names of the files that are left, with the reason of each. */
function leftBy({ groups }: DedupePlan): Record<string, string> {
  return Object.fromEntries(
    groups.flatMap(({ left }) => left.map(({ copy, reason }) => [nameOf(copy.path), reason])),
  );
}

/** Files with these contents, the later ones the younger ones. */
function files(contents: Readonly<Record<string, string>>): Given {
  return Object.fromEntries(
    Object.entries(contents).map(([name, content], index) => [name, { content, mtime: 1e6 + index }]),
  );
}

describe('an asset', () => {
  test('goes as a whole, each file for the one with the same content', () => {
    const plan = planOf(
      files({
        [`${march}/IMG_1.HEIC`]: 'still',
        [`${march}/IMG_1.MOV`]: 'video',
        [`${march}/IMG_1.xmp`]: 'tags',
        [`${april}/IMG_1 (2).HEIC`]: 'still',
        [`${april}/IMG_1 (2).MOV`]: 'video',
        [`${april}/IMG_1 (2).xmp`]: 'tags',
      }),
    );
    expect(plan.actions.map(({ source, keep }) => [source, keep].map((path) => nameOf(path!)))).toEqual([
      [`${april}/IMG_1 (2).HEIC`, `${march}/IMG_1.HEIC`],
      [`${april}/IMG_1 (2).MOV`, `${march}/IMG_1.MOV`],
      [`${april}/IMG_1 (2).xmp`, `${march}/IMG_1.xmp`],
    ]);
    expect(new Set(plan.actions.map(({ together }) => together))).toEqual(new Set([1]));
    expect(plan.groups).toHaveLength(3);
    expect(plan.groups.map(({ spare: [only] }) => only?.action)).toEqual([1, 2, 3]);
  });

  test.each<[title: string, contents: Readonly<Record<string, string>>, goes: readonly string[]]>([
    [
      'of which another one has a half only stays',
      {
        [`${march}/IMG_1.HEIC`]: 'still',
        [`${april}/IMG_1 (2).HEIC`]: 'still',
        [`${april}/IMG_1 (2).MOV`]: 'video',
      },
      [`${march}/IMG_1.HEIC`],
    ],
    [
      'whose halves two others have stays',
      {
        [`${march}/a.HEIC`]: 'still',
        [`${march}/b.MOV`]: 'video',
        [`${april}/IMG_1.HEIC`]: 'still',
        [`${april}/IMG_1.MOV`]: 'video',
      },
      [`${march}/a.HEIC`, `${march}/b.MOV`],
    ],
    [
      'whose RAW is another stays',
      {
        [`${march}/a.JPG`]: 'developed',
        [`${march}/a.NEF`]: 'raw',
        [`${april}/b.JPG`]: 'developed',
        [`${april}/b.NEF`]: 'other raw',
      },
      [],
    ],
    [
      'with other tags in its sidecar stays',
      {
        [`${march}/a.jpg`]: 'same',
        [`${march}/a.xmp`]: 'tags',
        [`${april}/a.jpg`]: 'same',
        [`${april}/a.jpg.xmp`]: 'other tags',
      },
      [],
    ],
    [
      'with the same tags under another name goes',
      {
        [`${march}/a.jpg`]: 'same',
        [`${march}/a.xmp`]: 'tags',
        [`${april}/b.jpg`]: 'same',
        [`${april}/b.jpg.xmp`]: 'tags',
      },
      [`${april}/b.jpg`, `${april}/b.jpg.xmp`],
    ],
    [
      'goes for one that has more',
      {
        [`${march}/a.jpg`]: 'same',
        [`${march}/a.xmp`]: 'tags',
        [`${april}/b.jpg`]: 'same',
        [`${april}/b.xmp`]: 'tags',
        [`${april}/b.MOV`]: 'video',
      },
      [`${march}/a.jpg`, `${march}/a.xmp`],
    ],
    [
      'is not made of sidecars alone: another picture has the same edits',
      { [`${march}/a.aae`]: 'edits', [`${april}/b.jpg`]: 'b', [`${april}/b.aae`]: 'edits' },
      [],
    ],
    [
      'may have its own copy beside it, which goes',
      { [`${march}/a.jpg`]: 'same', [`${march}/a.jpeg`]: 'same', [`${march}/a.MOV`]: 'video' },
      [`${march}/a.jpeg`],
    ],
    [
      'may have its own copy beside it, which stays for tags of its own',
      {
        [`${march}/a.jpg`]: 'same',
        [`${march}/a.jpg.xmp`]: 'tags',
        [`${march}/a.jpeg`]: 'same',
        [`${march}/a.jpeg.xmp`]: 'other tags',
      },
      [],
    ],
  ])('%s', (_, contents, goes) => {
    expect(going(planOf(files(contents)))).toEqual(goes);
  });

  test('that stays for what the other lacks is told with the reason, its sidecars are not', () => {
    const plan = planOf(
      files({
        [`${march}/a.jpg`]: 'same',
        [`${march}/a.xmp`]: 'tags',
        [`${april}/a.jpg`]: 'same',
        [`${april}/a.xmp`]: 'other tags',
      }),
    );
    expect(leftBy(plan)).toEqual({ [`${april}/a.jpg`]: 'companions' });
  });

  test('in a drop folder stays while it has more than the one in the Gallery: import brings the rest', () => {
    const plan = planOf(
      files({
        [`${march}/a.jpg`]: 'same',
        [`${phone}/a.jpg`]: 'same',
        [`${phone}/a.xmp`]: 'tags',
      }),
    );
    expect([going(plan), leftBy(plan)]).toEqual([[], { [`${phone}/a.jpg`]: 'companions' }]);
  });

  test('goes with all that shares files with it by hard links, or not at all', () => {
    const linked: Given = {
      [`${march}/a.jpg`]: { content: 'same', mtime: 1 },
      [`${april}/b.jpg`]: { content: 'same', file: '1', mtime: 2 },
      [`${april}/c.jpg`]: { content: 'same', file: '1', mtime: 2 },
    };
    const plan = planOf(linked);
    expect(going(plan)).toEqual([`${april}/b.jpg`, `${april}/c.jpg`]);
    expect(new Set(plan.actions.map(({ together }) => together))).toEqual(new Set([1]));
    expect(going(planOf({ ...linked, [`${april}/c.xmp`]: { content: 'tags' } }))).toEqual([`${march}/a.jpg`]);
  });
});

describe('--all-files', () => {
  test('compares each file by itself, sidecars too', () => {
    const documents = files({
      [`${old}/report.pdf`]: 'pdf',
      [`${old}/report.docx`]: 'docx',
      [`${old}/sent/report.pdf`]: 'pdf',
      [`${old}/song.wav`]: 'wav',
      [`${old}/songs/song.wav`]: 'wav',
    });
    const plan = planOf(documents, { allFiles: true });
    expect(going(plan)).toEqual([`${old}/sent/report.pdf`, `${old}/songs/song.wav`]);
    expect(plan.actions.map(({ asset }) => asset?.role)).toEqual([undefined, 'sidecar']);
  });

  test('does not part a picture from what belongs to it', () => {
    const plan = planOf(
      files({ [`${old}/a.jpg`]: 'same', [`${old}/b.jpg`]: 'same', [`${old}/b.pp3`]: 'settings' }),
      { allFiles: true },
    );
    expect(going(plan)).toEqual([`${old}/a.jpg`]);
  });
});

describe('an action', () => {
  const known = { takenAt: taken('2021-03-05T10:00:00'), key: 'IMG_77', contentId: 'ABC' };
  const given: Given = {
    [`${march}/a.jpg`]: { mtime: 1 },
    [`${march}/b.jpg`]: { mtime: 2, known },
  };

  test('to the trash carries along what would be forgotten of the file', () => {
    const { actions } = planOf(given);
    const fingerprint = { size: 1001, hash: '61'.padStart(16, '0') };
    expect(actions).toEqual([
      {
        ...{ kind: 'trash', id: 1, together: 1, fingerprint, takenAt: known.takenAt },
        ...{ source: `${gallery}/${march}/b.jpg`, keep: `${gallery}/${march}/a.jpg` },
        target: `/trash${gallery}/${march}/b.jpg`,
        asset: { number: 1, role: 'still', key: 'IMG_77', contentId: 'ABC' },
        identity: expect.objectContaining({ size: 1001, mtimeMs: 2 }),
      },
    ]);
  });

  test('is another one where that is asked for, and none at all where nothing is to be done', () => {
    expect(planOf(given, { action: 'delete' }).actions).toMatchObject([{ kind: 'delete' }]);
    const { actions, groups } = planOf(given, { action: 'report' });
    expect(actions).toEqual([]);
    expect(groups).toEqual(
      planOf(given).groups.map((group) => ({
        ...group,
        spare: group.spare.map(({ copy }) => ({ copy, action: undefined })),
      })),
    );
  });
});

describe('whatever there is,', () => {
  const contents = ['a', 'b', 'c'];
  const folders = [march, april, 'Holidays', phone, `${phone}/old`, old, `${old}/Gallery/2021`];
  const stems = ['IMG_1', 'IMG_1 (2)', 'x-copy'];
  const tails = ['.jpg', '.jpeg', '.NEF', '.MOV', '.xmp', '.jpg.xmp', '.pdf'];
  const copy: fc.Arbitrary<readonly [string, GivenCopy]> = fc
    .record({
      ...{
        folder: fc.constantFrom(...folders),
        stem: fc.constantFrom(...stems),
        tail: fc.constantFrom(...tails),
      },
      ...{
        content: fc.constantFrom(...contents),
        mtime: fc.integer({ min: 1, max: 3 }),
        ns: fc.integer({ min: 0, max: 1 }),
      },
      // Hard links hold the same and are equally old.
      link: fc.option(fc.constantFrom('1', '2'), { nil: undefined, freq: 4 }),
      day: fc.constantFrom('2021-03-05', '2021-04-05'),
    })
    .map(({ folder, stem, tail, link, content, day, ...times }) => [
      `${folder}/${stem}${tail}`,
      {
        takenAt: taken(day),
        ...(link === undefined ? { content, ...times } : { content: link, file: link, mtime: 2 }),
      },
    ]);
  const tree: fc.Arbitrary<Given> = fc
    .array(copy, { minLength: 2, maxLength: 12 })
    .map((copies) => Object.fromEntries(copies) as Given);
  const asked: fc.Arbitrary<GivenRules> = fc.record({
    keep: fc.constantFrom('first-root', 'oldest', 'newest', 'shortest'),
    action: fc.constantFrom('trash', 'delete'),
    allFiles: fc.boolean(),
    albums: fc.boolean(),
    protect: fc.constantFrom(
      () => false,
      (name: string) => name.includes('(2)'),
    ),
  });

  function all(cluster: Cluster): FoundCopy[] {
    return cluster.flatMap(({ members }) => members);
  }

  function staying(given: Given, plan: DedupePlan): FoundCopy[] {
    const gone = new Set(plan.actions.map(({ source }) => source));
    return all(clusterOf(given)).filter(({ path }) => !gone.has(path));
  }

  test('every content survives, and what an action keeps is there afterwards, with the same content', () => {
    fc.assert(
      fc.property(tree, asked, (given, rules) => {
        const plan = planOf(given, rules);
        const [before, after] = [all(clusterOf(given)), staying(given, plan)];
        const hashes = (copies: readonly FoundCopy[]) =>
          new Set(copies.map(({ fingerprint }) => fingerprint?.hash));
        expect(hashes(after)).toEqual(hashes(before));
        for (const { keep, fingerprint, identity } of plan.actions) {
          const kept = after.find(({ path }) => path === keep);
          expect(kept?.fingerprint).toEqual(fingerprint);
          expect(kept?.identity.ino).not.toBe(identity.ino);
        }
      }),
    );
  });

  test('every asset goes as a whole, for one asset that stays and holds all of it', () => {
    fc.assert(
      fc.property(tree, (given) => {
        const plan = planOf(given);
        const gone = new Set(plan.actions.map(({ source }) => source));
        for (const { members } of clusterOf(given)) {
          const left = members
            .filter(({ path }) => !gone.has(path))
            .map(({ fingerprint }) => fingerprint?.hash);
          const parted = members.filter(
            ({ path, fingerprint }) => gone.has(path) && left.length > 0 && !left.includes(fingerprint?.hash),
          );
          expect(parted).toEqual([]);
        }
      }),
    );
  });

  test('the files of an asset go for those of one other', () => {
    fc.assert(
      fc.property(tree, asked, (given, rules) => {
        const keepers = new Map<number, Set<string>>();
        for (const { asset, keep } of planOf(given, rules).actions) {
          if (!asset) continue;
          const keeper = `${dirname(keep!)}/${readAssetName(basename(keep!)).key}`;
          keepers.set(asset.number, (keepers.get(asset.number) ?? new Set()).add(keeper));
        }
        expect([...keepers.values()].filter(({ size }) => size > 1)).toEqual([]);
      }),
    );
  });

  test('every group keeps one, and no file is in two places of the report', () => {
    fc.assert(
      fc.property(tree, asked, (given, rules) => {
        const { groups, actions } = planOf(given, rules);
        const gone = groups.flatMap(({ spare }) => spare.map(({ copy: { path } }) => path));
        const told = groups.flatMap(({ keep, left }) => [
          keep.path,
          ...left.map(({ copy: { path } }) => path),
        ]);
        expect(new Set([...gone, ...told]).size).toBe(gone.length + told.length);
        expect([...gone].sort()).toEqual(actions.map(({ source }) => source).sort());
      }),
    );
  });

  test('nothing that is protected or in an album goes', () => {
    fc.assert(
      fc.property(tree, (given) => {
        const protect = (name: string): boolean => name.includes('(2)');
        const gone = going(planOf(given, { protect }));
        expect(gone.filter((name) => name.startsWith('Holidays/') || protect(name))).toEqual([]);
      }),
    );
  });

  test('nothing in a month of the Gallery goes for an album or a drop folder', () => {
    fc.assert(
      fc.property(tree, (given) => {
        for (const { source, keep } of planOf(given).actions) {
          if (source.startsWith(`${gallery}/2021/`))
            expect(keep).toMatch(/^\/photos\/images\/Gallery\/2021\/|^\/media/);
        }
      }),
    );
  });

  test('the order in which files are found does not matter', () => {
    fc.assert(
      fc.property(tree, asked, fc.infiniteStream(fc.nat()), (given, rules, numbers) => {
        const keys = new Map(Object.keys(given).map((name) => [name, numbers.next().value as number]));
        const shuffled = Object.entries(given).sort(([a], [b]) => keys.get(a)! - keys.get(b)!);
        expect(planOf(Object.fromEntries(shuffled), rules)).toEqual(planOf(given, rules));
      }),
    );
  });

  test('what is left has nothing more to let go', () => {
    fc.assert(
      fc.property(tree, asked, (given, rules) => {
        const gone = new Set(going(planOf(given, rules)));
        const rest = Object.entries(given).filter(([name]) => !gone.has(name));
        expect(going(planOf(Object.fromEntries(rest), rules))).toEqual([]);
      }),
    );
  });

  test('a report, and each action, decide the same', () => {
    fc.assert(
      fc.property(tree, asked, (given, rules) => {
        const cluster = clusterOf(given);
        const facts = {
          known: () => ({}),
          takenAt: () => undefined,
          mtimeNs: () => 0n,
          reflinkHindrance: () => undefined,
        };
        const decided = (action: 'report' | 'trash' | 'delete') =>
          planDedupe(
            formContenders(cluster, rulesOf(rules)),
            rulesOf({ ...rules, action }),
            facts,
            1,
          ).groups.map(({ keep, spare, left }) => [keep, spare.map(({ copy: gone }) => gone), left]);
        expect(decided('trash')).toEqual(decided('report'));
        expect(decided('delete')).toEqual(decided('report'));
      }),
    );
  });
});
