import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import { fingerprintKey } from '../../src/content/fingerprint.js';
import type { ImportAction } from '../../src/plan/actions.js';
import type { ImportFacts } from '../../src/plan/import-facts.js';
import { type ImportAsset, undatedFolder } from '../../src/plan/import-rules.js';
import { parseLayout } from '../../src/plan/layout.js';
import { statePath } from '../../src/plan/plan-asset.js';
import { createImportPlanner } from '../../src/plan/plan-import.js';
import { createPromises } from '../../src/plan/promises.js';
import { foldName } from '../../src/scan/file-name.js';
import { nameFromBytes } from '../../src/system/fs-path.js';
import {
  content,
  disk,
  gallery,
  holding,
  item,
  otherDisk,
  phone,
  plan,
  rules,
  short,
  taken,
  trash,
} from './import-fixtures.js';

describe('one file', () => {
  const photo = join(phone, 'DCIM/IMG_1.jpg');

  test.each<[string, ImportAsset, ImportFacts, unknown[]]>([
    ['new in a drop folder: moved', item(photo), holding(), ['move', '2021/01-January/IMG_1.jpg']],
    [
      'new in a drop folder on another disk: copied, then removed',
      item(photo, { dev: otherDisk }),
      holding(),
      ['copy, then remove', '2021/01-January/IMG_1.jpg'],
    ],
    [
      'new, while the Gallery is on another disk than the trash',
      item(photo),
      holding({}, { device: otherDisk }),
      ['copy, then remove', '2021/01-January/IMG_1.jpg'],
    ],
    [
      'new in a source that is copied from: copied, on the same disk too',
      item('/card/IMG_1.jpg', { keepSource: true }),
      holding(),
      ['copy', '2021/01-January/IMG_1.jpg'],
    ],
    [
      'already in the Gallery under another name: to the trash, the copy stays',
      item(photo),
      holding({ '1999/elsewhere.jpeg': content(1) }),
      ['trash', 'images/Imports/Phone/DCIM/IMG_1.jpg', '1999/elsewhere.jpeg'],
    ],
    [
      'already in the Gallery, in a source that is copied from: only compared',
      item('/card/IMG_1.jpg', { keepSource: true }),
      holding({ '1999/elsewhere.jpeg': content(1) }),
      ['compare', '1999/elsewhere.jpeg'],
    ],
    [
      'already in the Gallery, on a disk from which the trash cannot be reached: left',
      item('/card/IMG_1.jpg', { dev: otherDisk }),
      holding({ '1999/elsewhere.jpeg': content(1) }),
      ['compare', '1999/elsewhere.jpeg', 'duplicate-elsewhere'],
    ],
    [
      'its name taken by other content: numbered',
      item(photo),
      holding({ '2021/01-January/IMG_1.jpg': content(2) }),
      ['move', '2021/01-January/IMG_1 (2).jpg'],
    ],
    [
      'its name taken in another case: numbered, so that the Gallery fits on any disk',
      item(photo),
      holding({ '2021/01-January/img_1.JPG': content(2) }),
      ['move', '2021/01-January/IMG_1 (2).jpg'],
    ],
    [
      'the same size alone is not the same',
      item(photo),
      holding({ 'a.jpg': { size: content(1).size, hash: 'ffffffffffffffff' } }),
      ['move', '2021/01-January/IMG_1.jpg'],
    ],
    ['undated', item(photo, { takenAt: undefined }), holding(), ['move', 'unknown/IMG_1.jpg']],
    [
      'of New Year: by the wall clock where it was taken',
      item(photo, { takenAt: { ...taken('2021-01-01T00:30:00'), offsetMinutes: 780 } }),
      holding(),
      ['move', '2021/01-January/IMG_1.jpg'],
    ],
  ])('%s', (_, given, facts, expected) => {
    expect(plan([given], facts).map(short)).toEqual([expected]);
  });

  test('an action carries what the executor checks and the report shows', () => {
    const given = item(photo, { notes: ['its content is JPEG; the name is kept'] });

    expect(plan([given])).toEqual([
      {
        ...{ id: 1, kind: 'move', source: photo, target: join(gallery, '2021/01-January/IMG_1.jpg') },
        ...{ identity: given.members[0]?.identity, fingerprint: content(1), takenAt: given.takenAt },
        asset: { number: 1, role: 'still', key: 'IMG_1' },
        notes: ['its content is JPEG; the name is kept'],
      },
    ]);
  });

  test('an undated file without notes carries neither', () => {
    expect(Object.keys(plan([item(photo, { takenAt: undefined })])[0] as ImportAction).sort()).toEqual([
      'asset',
      'fingerprint',
      'id',
      'identity',
      'kind',
      'source',
      'target',
    ]);
  });
});

describe('several files', () => {
  test('each follow the layout of the source that they come from', () => {
    const chat = { layout: parseLayout('YYYY/MM-M/[WhatsApp]'), fingerprint: content(2) };

    expect(plan([item('/drop/a.jpg'), item('/drop/chat/a.jpg', chat)]).map(short)).toEqual([
      ['move', '2021/01-January/a.jpg'],
      ['move', '2021/01-January/WhatsApp/a.jpg'],
    ]);
  });

  test('the same content twice: the first is placed, the second is its duplicate', () => {
    const actions = plan([item(join(phone, 'a.jpg')), item(join(phone, 'b.jpg'))]);

    expect(actions.map(short)).toEqual([
      ['move', '2021/01-January/a.jpg'],
      ['trash', 'images/Imports/Phone/b.jpg', '2021/01-January/a.jpg'],
    ]);
  });

  test('the same name from two folders: both are placed', () => {
    const actions = plan([
      item(join(phone, '100/IMG_1.jpg')),
      item(join(phone, '101/IMG_1.jpg'), { fingerprint: content(2) }),
      item(join(phone, '102/img_1.JPG'), { fingerprint: content(3) }),
    ]);

    expect(actions.map(short)).toEqual([
      ['move', '2021/01-January/IMG_1.jpg'],
      ['move', '2021/01-January/IMG_1 (2).jpg'],
      ['move', '2021/01-January/img_1 (3).JPG'],
    ]);
  });

  test('the same second with --naming timestamp: numbered', () => {
    const actions = plan(
      [item(join(phone, 'a.jpg')), item(join(phone, 'b.jpg'), { fingerprint: content(2) })],
      holding(),
      { naming: 'timestamp' },
    );

    expect(actions.map(short)).toEqual([
      ['move', '2021/01-January/20210102-030405.jpg'],
      ['move', '2021/01-January/20210102-030405 (2).jpg'],
    ]);
  });

  test('what an earlier batch was promised is taken, though the Gallery does not show it yet', () => {
    const planner = createImportPlanner(rules);
    const promised = createPromises();
    const first = planner.plan([item(join(phone, 'a/1.jpg'))], holding(), promised);
    const second = planner.plan(
      [item(join(phone, 'b/1.jpg'), { fingerprint: content(2) }), item(join(phone, 'c/other.jpg'))],
      holding(),
      promised,
    );
    const actions = [...first.actions, ...second.actions];

    expect(actions.map(short)).toEqual([
      ['move', '2021/01-January/1.jpg'],
      ['move', '2021/01-January/1 (2).jpg'],
      ['trash', 'images/Imports/Phone/c/other.jpg', '2021/01-January/1.jpg'],
    ]);
    expect(actions.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

describe('the place in the trash', () => {
  test.each([
    ['of a file in the library: its path there', join(phone, 'a.jpg'), 'images/Imports/Phone/a.jpg'],
    ['of a file from outside: its whole path', '/home/anna/a.jpg', 'outside/home/anna/a.jpg'],
    ['of a file beside the library', '/photos2/a.jpg', 'outside/photos2/a.jpg'],
    ['of a file in a folder whose name begins with dots', '/photos/..old/a.jpg', '..old/a.jpg'],
    [
      'of a file in a folder of the library called outside: never that of one from outside',
      '/photos/outside/home/anna/a.jpg',
      'outside/photos/outside/home/anna/a.jpg',
    ],
  ])('%s', (_, source, expected) => {
    expect(relative(trash, statePath(source, trash, rules))).toBe(expected);
  });
});

/** Names that somebody could have made up to do harm, and those that just happen. */
const hostileNames = [
  ...['..x', '..\\..\\x.jpg', '...jpg', '.. .jpg', 'a\u0000b.jpg', 'a\nb.jpg', '\u001b[2J.jpg', '-rf.jpg'],
  ...['caf\udce9.jpg', '\udc80', '📷.jpg', '💰\udcff.jpg', 'A.JPG', 'a.jpg', 'Ko\u0308ln.jpg', 'Köln.jpg'],
  ...['a'.repeat(255), `${'日'.repeat(83)}.jpg`, `a.${'b'.repeat(253)}`, 'unknown', 'con.jpg', '~', '*'],
];
const anyName = fc
  .uint8Array({ min: 1, max: 255, minLength: 1, maxLength: 255 })
  .map((bytes) => nameFromBytes(Buffer.from(bytes)))
  .filter((name) => !name.includes('/') && name !== '.' && name !== '..');
const names = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...hostileNames) }, anyName);

const items = fc
  .array(
    fc.record({
      ...{ name: names, content: fc.nat(12), keepSource: fc.boolean() },
      dev: fc.constantFrom(disk, disk, otherDisk),
      folder: fc.constantFrom(phone, '/photos/outside', '/home/anna', '/photos/images/Imports/PC/..x'),
      local: fc.constantFrom(undefined, '2021-01-02', '2021-01-02T03:04:05.678', '2020-12-31T23:59:59'),
    }),
    { maxLength: 40 },
  )
  .map((given) =>
    given.map(({ name, folder, local, content: number, ...rest }, index) =>
      item(join(folder, String(index), name), {
        ...rest,
        fingerprint: content(number),
        takenAt: local === undefined ? undefined : taken(local),
      }),
    ),
  );

const galleries = fc
  .uniqueArray(fc.tuple(fc.constantFrom('2021/01-January', 'unknown', '1999'), names), {
    selector: ([folder, name]) => join(folder, foldName(name)),
    maxLength: 10,
  })
  .map((files) =>
    Object.fromEntries(files.map(([folder, name], index) => [join(folder, name), content(index + 8)])),
  );

const pathOf = ({ members }: ImportAsset): string => members[0]?.path ?? '';

const naming = fc.constantFrom('original' as const, 'timestamp' as const);

const targetsOf = (actions: readonly ImportAction[]): string[] =>
  actions.flatMap((action) => (action.kind === 'compare' ? [] : [action.target]));
const placedBy = (actions: readonly ImportAction[]): Extract<ImportAction, { kind: 'move' | 'copy' }>[] =>
  actions.filter((action) => action.kind === 'move' || action.kind === 'copy');

describe('for any files and any Gallery', () => {
  test('every file is in exactly one action, in the order in which it came, under an id of its own', () => {
    fc.assert(
      fc.property(items, galleries, naming, (given, files, how) => {
        const actions = plan(given, holding(files), { naming: how });

        expect(actions.map(({ source }) => source)).toEqual(given.map(pathOf));
        expect(new Set(actions.map(({ id }) => id)).size).toBe(given.length);
      }),
    );
  });

  test('no two actions share a target, and none has the name of a file that is there, in any case', () => {
    fc.assert(
      fc.property(items, galleries, naming, (given, files, how) => {
        const actions = plan(given, holding(files), { naming: how });
        const folded = targetsOf(actions)
          .filter((target) => target.startsWith(gallery))
          .map(foldName);
        const present = new Set(Object.keys(files).map((path) => foldName(join(gallery, path))));

        expect(new Set(targetsOf(actions)).size).toBe(targetsOf(actions).length);
        expect(new Set(folded).size).toBe(folded.length);
        expect(folded.filter((target) => present.has(target))).toEqual([]);
      }),
    );
  });

  test('what is placed lies in its folder of the Gallery under a name that every disk takes', () => {
    fc.assert(
      fc.property(items, galleries, naming, (given, files, how) => {
        for (const { target } of placedBy(plan(given, holding(files), { naming: how }))) {
          const name = basename(target);

          expect(['2021/01-January', '2020/12-December', undatedFolder]).toContain(
            dirname(target).slice(gallery.length + 1),
          );
          expect(target.startsWith(`${gallery}/`)).toBe(true);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
          expect(Buffer.from(name).some((byte) => byte < 0x20 || byte === 0x7f)).toBe(false);
          expect(['.', '..', '']).not.toContain(name);
          expect(Buffer.from(target).toString()).toBe(target);
        }
      }),
    );
  });

  test('what is removed lies in the trash of this run afterwards', () => {
    fc.assert(
      fc.property(items, galleries, (given, files) => {
        const removed = plan(given, holding(files)).filter(({ kind }) => kind === 'trash');

        expect(targetsOf(removed).filter((target) => !target.startsWith(`${trash}/`))).toEqual([]);
      }),
    );
  });

  test('each content is placed at most once, and every duplicate names a copy that is there by then', () => {
    fc.assert(
      fc.property(items, galleries, (given, files) => {
        const there = new Map(
          Object.entries(files).map(([path, fingerprint]) => [
            join(gallery, path),
            fingerprintKey(fingerprint),
          ]),
        );
        for (const action of plan(given, holding(files))) {
          const key = fingerprintKey(action.fingerprint);
          if (action.kind === 'trash' || action.kind === 'compare') expect(there.get(action.keep)).toBe(key);
          else {
            expect([...there.values()]).not.toContain(key);
            there.set(action.target, key);
          }
        }
      }),
    );
  });

  test('a source that is copied from is never touched', () => {
    fc.assert(
      fc.property(items, galleries, (given, files) => {
        const kept = new Set(given.filter(({ keepSource }) => keepSource).map(pathOf));
        const touching = plan(given, holding(files)).filter(
          (action) =>
            kept.has(action.source) &&
            !(action.kind === 'compare' || (action.kind === 'copy' && !action.removeSource)),
        );

        expect(touching).toEqual([]);
      }),
    );
  });

  test('a second plan over the result of the first finds only duplicates', () => {
    fc.assert(
      fc.property(items, galleries, naming, (given, files, how) => {
        const first = placedBy(plan(given, holding(files), { naming: how }));
        const after = {
          ...files,
          ...Object.fromEntries(
            first.map(({ target, fingerprint }) => [relative(gallery, target), fingerprint]),
          ),
        };

        expect(placedBy(plan(given, holding(after), { naming: how }))).toEqual([]);
      }),
    );
  });

  test('which of several equal files is placed depends on their order, not on their dates', () => {
    fc.assert(
      fc.property(items, fc.func(fc.constantFrom('2000-02-03', '2021-01-02', undefined)), (given, dateOf) => {
        const redated = given.map((one): ImportAsset => {
          const local = dateOf(pathOf(one));
          return { ...one, takenAt: local === undefined ? undefined : taken(local) };
        });

        expect(plan(redated).map(({ kind }) => kind)).toEqual(plan(given).map(({ kind }) => kind));
      }),
    );
  });

  test('in batches of any size the same is planned as at once', () => {
    fc.assert(
      fc.property(items, galleries, fc.integer({ min: 1, max: 7 }), (given, files, size) => {
        const planner = createImportPlanner(rules);
        const promised = createPromises();
        const batches = Array.from({ length: Math.ceil(given.length / size) }, (_, index) =>
          planner.plan(given.slice(index * size, (index + 1) * size), holding(files), promised),
        );

        expect(batches.flatMap(({ actions }) => actions)).toEqual(plan(given, holding(files)));
      }),
    );
  });
});
