import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fingerprintKey } from '../../src/content/fingerprint.js';
import type { ImportAsset } from '../../src/plan/import-rules.js';
import type { ImportFacts } from '../../src/plan/import-facts.js';
import { createImportPlanner } from '../../src/plan/plan-import.js';
import { createPromises } from '../../src/plan/promises.js';
import {
  asset,
  content,
  disk,
  gallery,
  holding,
  item,
  member,
  otherDisk,
  phone,
  plan,
  planWhole,
  rules,
  short,
  taken,
} from './import-fixtures.js';

const january = '2021/01-January';
/** Content by number: 1 the still, 2 the video, 3 the sidecar. */
const still = member(join(phone, 'IMG_1.HEIC'), { fingerprint: content(1) });
const video = member(join(phone, 'IMG_1.MOV'), { fingerprint: content(2) });
const sidecar = member(join(phone, 'IMG_1.xmp'), { fingerprint: content(3) });
const whole = asset([still, video, sidecar]);

describe('an asset of several files', () => {
  test.each<[string, ImportAsset, ImportFacts, unknown[][]]>([
    [
      'new: one folder, one stem',
      whole,
      holding(),
      [
        ['move', `${january}/IMG_1.HEIC`],
        ['move', `${january}/IMG_1.MOV`],
        ['move', `${january}/IMG_1.xmp`],
      ],
    ],
    [
      'whose stem another asset has, though with no file of the same name',
      whole,
      holding({ [`${january}/img_1.png`]: content(9) }, { takenAt: taken('2021-01-05T00:00:00') }),
      [
        ['move', `${january}/IMG_1 (2).HEIC`],
        ['move', `${january}/IMG_1 (2).MOV`],
        ['move', `${january}/IMG_1 (2).xmp`],
      ],
    ],
    [
      'all of which is there',
      whole,
      holding({
        [`${january}/IMG_1.HEIC`]: content(1),
        [`${january}/IMG_1.MOV`]: content(2),
        [`${january}/IMG_1.xmp`]: content(3),
      }),
      [
        ['trash', 'images/Imports/Phone/IMG_1.HEIC', `${january}/IMG_1.HEIC`],
        ['trash', 'images/Imports/Phone/IMG_1.MOV', `${january}/IMG_1.MOV`],
        ['trash', 'images/Imports/Phone/IMG_1.xmp', `${january}/IMG_1.xmp`],
      ],
    ],
    [
      'half of which is there, under another name: the rest joins it',
      whole,
      holding({ 'Trips/beach.heic': content(1) }),
      [
        ['trash', 'images/Imports/Phone/IMG_1.HEIC', 'Trips/beach.heic'],
        ['move', 'Trips/beach.MOV'],
        ['move', 'Trips/beach.xmp'],
      ],
    ],
    [
      'with a sidecar that differs from the one that is there: both stay',
      asset([still, sidecar]),
      holding({ [`${january}/IMG_1.HEIC`]: content(1), [`${january}/IMG_1.xmp`]: content(8) }),
      [
        ['trash', 'images/Imports/Phone/IMG_1.HEIC', `${january}/IMG_1.HEIC`],
        ['move', `${january}/IMG_1 (2).xmp`],
      ],
    ],
    [
      'with a differing sidecar, where the next number is another asset’s',
      asset([still, sidecar]),
      holding({
        [`${january}/IMG_1.HEIC`]: content(1),
        [`${january}/IMG_1.xmp`]: content(8),
        [`${january}/IMG_1 (2).HEIC`]: content(9),
      }),
      [
        ['trash', 'images/Imports/Phone/IMG_1.HEIC', `${january}/IMG_1.HEIC`],
        ['move', `${january}/IMG_1 (3).xmp`],
      ],
    ],
    [
      'with a sidecar whose bytes another picture has too: it is no duplicate of that',
      asset([still, sidecar]),
      holding(
        { [`${january}/IMG_7.HEIC`]: content(9), [`${january}/IMG_7.xmp`]: content(3) },
        { takenAt: taken('2021-01-05T00:00:00') },
      ),
      [
        ['move', `${january}/IMG_1.HEIC`],
        ['move', `${january}/IMG_1.xmp`],
      ],
    ],
    [
      'edited on the phone: the letter stays where it was',
      asset([
        member(join(phone, 'IMG_1234.HEIC')),
        member(join(phone, 'IMG_E1234.HEIC'), { fingerprint: content(2) }),
        member(join(phone, 'IMG_O1234.AAE'), { fingerprint: content(3) }),
      ]),
      holding({ [`${january}/IMG_1234.JPG`]: content(9) }, { takenAt: taken('2021-01-05T00:00:00') }),
      [
        ['move', `${january}/IMG_1234 (2).HEIC`],
        ['move', `${january}/IMG_E1234 (2).HEIC`],
        ['move', `${january}/IMG_O1234 (2).AAE`],
      ],
    ],
    [
      'whose picture is on another disk: each by its own disk',
      asset([
        member('/card/a.jpg', { dev: otherDisk }),
        member(join(phone, 'a.xmp'), { fingerprint: content(3) }),
      ]),
      holding(),
      [
        ['copy, then remove', `${january}/a.jpg`],
        ['move', `${january}/a.xmp`],
      ],
    ],
  ])('%s', (_, given, facts, expected) => {
    expect(plan([given], facts).map(short)).toEqual(expected);
  });

  test('an asset carries one number, one date, and what a file that comes later is found by', () => {
    const live = asset([
      member(join(phone, 'IMG_1.HEIC'), { contentId: 'A-1' }),
      member(join(phone, 'IMG_1.MOV'), { contentId: 'A-1', fingerprint: content(2), takenAt: undefined }),
    ]);

    expect(plan([item(join(phone, 'other.jpg'), { fingerprint: content(7) }), live])).toMatchObject([
      { asset: { number: 1, role: 'still', key: 'OTHER' } },
      { asset: { number: 2, role: 'still', key: 'IMG_1', contentId: 'A-1' }, takenAt: still.takenAt },
      { asset: { number: 2, role: 'video', key: 'IMG_1', contentId: 'A-1' }, takenAt: still.takenAt },
    ]);
  });

  test('--naming timestamp names all of its files by the one date', () => {
    const edited = member(join(phone, 'IMG_E1.HEIC'), { fingerprint: content(4) });

    expect(
      plan([asset([still, video, sidecar, edited])], holding(), { naming: 'timestamp' }).map(short),
    ).toEqual([
      ['move', `${january}/20210102-030405.HEIC`],
      ['move', `${january}/20210102-030405.MOV`],
      ['move', `${january}/20210102-030405.xmp`],
      ['move', `${january}/20210102-030405 (2).HEIC`],
    ]);
  });
});

describe('a part that comes later', () => {
  const moved = `${january}/holiday.MOV`;

  test.each<[string, ImportAsset, ImportFacts, unknown[][]]>([
    [
      'finds its Live Photo by the identifier, whatever became of the names',
      asset([member(join(phone, 'X.HEIC'), { contentId: 'A-1' })]),
      holding({ [moved]: content(2) }, { contentIds: { [moved]: 'A-1' } }),
      [['move', `${january}/holiday.HEIC`]],
    ],
    [
      'finds its asset by the stem under which that came, and the moment',
      item(join(phone, 'IMG_1.HEIC')),
      holding({ [moved]: content(2) }, { keys: { [moved]: 'IMG_1' } }),
      [['move', `${january}/holiday.HEIC`]],
    ],
    [
      'has the stem of another moment: a stranger',
      item(join(phone, 'IMG_1.HEIC')),
      holding({ [moved]: content(2) }, { keys: { [moved]: 'IMG_1' }, takenAt: taken('2021-01-02T03:04:09') }),
      [['move', `${january}/IMG_1.HEIC`]],
    ],
    [
      'has no date of its own: nothing proves that it belongs there',
      item(join(phone, 'IMG_1.HEIC'), {
        takenAt: { local: '2021-01-02T03:04:05', source: 'FileModifyDate' },
      }),
      holding({ [`${january}/IMG_1.MOV`]: content(2) }),
      [['move', `${january}/IMG_1 (2).HEIC`]],
    ],
    [
      'was edited: same name, same moment, other bytes',
      item(join(phone, 'IMG_1.HEIC')),
      holding({ [`${january}/IMG_1.HEIC`]: content(9) }),
      [['move', `${january}/IMG_1 (2).HEIC`]],
    ],
    [
      'has the stem and the moment, but another identifier: a stranger',
      asset([member(join(phone, 'IMG_1.HEIC'), { contentId: 'B-2' })]),
      holding({ [`${january}/IMG_1.MOV`]: content(2) }, { contentIds: { [`${january}/IMG_1.MOV`]: 'A-1' } }),
      [['move', `${january}/IMG_1 (2).HEIC`]],
    ],
    [
      'finds its asset by its picture, not by a sidecar that got a number',
      item(join(phone, 'IMG_1.HEIC')),
      holding(
        { [`${january}/IMG_1 (2).xmp`]: content(3), [`${january}/IMG_1.MOV`]: content(2) },
        { keys: { [`${january}/IMG_1 (2).xmp`]: 'IMG_1' } },
      ),
      [['move', `${january}/IMG_1.HEIC`]],
    ],
    [
      'finds its asset also where nobody knows any more under which stem that came',
      item(join(phone, 'IMG_1.HEIC')),
      holding({ [`${january}/IMG_1 (2).MOV`]: content(2) }),
      [['move', `${january}/IMG_1 (2).HEIC`]],
    ],
    [
      'is one more sidecar of an asset that has two',
      asset([sidecar]),
      holding({
        [`${january}/IMG_1.MOV`]: content(2),
        [`${january}/IMG_1.xmp`]: content(4),
        [`${january}/IMG_1 (2).xmp`]: content(5),
      }),
      [['move', `${january}/IMG_1 (3).xmp`]],
    ],
    [
      'is a sidecar of the only asset that came under its stem',
      asset([sidecar]),
      holding({ [moved]: content(2) }, { keys: { [moved]: 'IMG_1' } }),
      [['move', `${january}/holiday.xmp`]],
    ],
    [
      'is a sidecar that is there already',
      asset([sidecar]),
      holding({ [`${january}/IMG_1.MOV`]: content(2), [`${january}/IMG_1.xmp`]: content(3) }),
      [['trash', 'images/Imports/Phone/IMG_1.xmp', `${january}/IMG_1.xmp`]],
    ],
  ])('%s', (_, given, facts, expected) => {
    expect(plan([given], facts).map(short)).toEqual(expected);
  });

  test('is a sidecar with the whole name of its picture: it finds that among others', () => {
    const two = holding({
      [`${january}/IMG_1.PNG`]: content(8),
      [`${january}/IMG_1 (2).HEIC`]: content(9),
    });
    const own = member(join(phone, 'IMG_1.heic.xmp'), { fingerprint: content(3) });
    const strange = member(join(phone, 'IMG_1.jpg.json'), { fingerprint: content(4) });

    expect(plan([asset([own])], two).map(short)).toEqual([['move', `${january}/IMG_1 (2).heic.xmp`]]);
    expect(planWhole([asset([strange])], two).skips).toEqual([{ path: strange.path, reason: 'orphan' }]);
  });

  test.each([
    ['no asset came under its stem', holding()],
    ['two did', holding({ '2019/IMG_1.HEIC': content(8), '2020/IMG_1.HEIC': content(9) })],
  ])('is a sidecar, and %s: it stays where it is', (_, facts) => {
    expect(planWhole([asset([sidecar])], facts)).toEqual({
      actions: [],
      skips: [{ path: sidecar.path, reason: 'orphan' }],
    });
  });

  test.each([
    ['still, video, sidecar', [still, video, sidecar]],
    ['video, still, sidecar', [video, still, sidecar]],
    ['still, sidecar, video', [still, sidecar, video]],
    ['video, sidecar, still', [video, sidecar, still]],
  ])('in the order %s, also within one run: the same names', (_, order) => {
    const planner = createImportPlanner(rules);
    const promised = createPromises();
    const actions = order.flatMap((one) => planner.plan([asset([one])], holding(), promised).actions);

    expect(actions.map(short).sort()).toEqual([
      ['move', `${january}/IMG_1.HEIC`],
      ['move', `${january}/IMG_1.MOV`],
      ['move', `${january}/IMG_1.xmp`],
    ]);
  });
});

describe('what was imported before and is not in the Gallery any more', () => {
  const photo = join(phone, 'IMG_1.HEIC');
  const imported = holding({}, { seen: { [fingerprintKey(content(1))]: 'imported' } });
  const undone = holding({}, { seen: { [fingerprintKey(content(1))]: 'undone' } });

  test.each<[string, ImportAsset, ImportFacts, unknown[][]]>([
    [
      'is held when the phone sent it again by itself',
      item(photo, { resends: true }),
      imported,
      [['hold', 'images/Imports/Phone/IMG_1.HEIC']],
    ],
    [
      'is imported again from anywhere else',
      item(photo),
      imported,
      [['move', `${january}/IMG_1.HEIC`, 'again']],
    ],
    [
      'takes its sidecars along to where it is held, and leaves no one behind',
      asset([still, sidecar], { resends: true }),
      imported,
      [
        ['hold', 'images/Imports/Phone/IMG_1.HEIC'],
        ['hold', 'images/Imports/Phone/IMG_1.xmp'],
      ],
    ],
    [
      'while its video is new: that comes in',
      asset([still, video], { resends: true }),
      imported,
      [
        ['hold', 'images/Imports/Phone/IMG_1.HEIC'],
        ['move', `${january}/IMG_1.MOV`],
      ],
    ],
    [
      'and is held already: a duplicate of that',
      item(photo, { resends: true }),
      { ...imported, heldCopyOf: () => '/photos/.photokeep/held/before/IMG_1.HEIC' },
      [['trash', 'images/Imports/Phone/IMG_1.HEIC', '../../.photokeep/held/before/IMG_1.HEIC']],
    ],
    [
      'is on another disk than what is held: copied there, then removed',
      item(photo, { resends: true, dev: otherDisk }),
      imported,
      [['copy, then remove', '../../.photokeep/held/run/images/Imports/Phone/IMG_1.HEIC']],
    ],
    [
      'has a copy in the Gallery after all',
      item(photo, { resends: true }),
      { ...imported, copiesOf: () => [join(gallery, '1999/a.heic')] },
      [['trash', 'images/Imports/Phone/IMG_1.HEIC', '1999/a.heic']],
    ],
  ])('%s', (_, given, facts, expected) => {
    expect(plan([given], facts).map(short)).toEqual(expected);
  });

  test.each([true, false])(
    'was taken back by an undo: it and its sidecars stay (sent again: %s)',
    (resends) => {
      expect(planWhole([asset([still, sidecar], { resends })], undone)).toEqual({
        actions: [],
        skips: [
          { path: still.path, reason: 'undone' },
          { path: sidecar.path, reason: 'undone' },
        ],
      });
    },
  );

  test.each([imported, undone])('--reimport lets it in', (facts) => {
    expect(plan([item(photo, { resends: true })], facts, { reimport: true }).map(short)).toEqual([
      ['move', `${january}/IMG_1.HEIC`],
    ]);
  });

  test('a sidecar that is held under another name is about another picture', () => {
    const edits = { held: { '/photos/.photokeep/held/before/IMG_7.xmp': content(3) } };
    const known = holding({}, { ...edits, seen: { [fingerprintKey(content(1))]: 'imported' } });

    expect(plan([asset([still, sidecar], { resends: true })], known).map(short)).toEqual([
      ['hold', 'images/Imports/Phone/IMG_1.HEIC'],
      ['hold', 'images/Imports/Phone/IMG_1.xmp'],
    ]);
  });

  test('a sidecar that is beside the edited picture is a duplicate, though the picture as it was is held', () => {
    const edited = holding(
      { [`${january}/IMG_1.HEIC`]: content(9), [`${january}/IMG_1.xmp`]: content(3) },
      { seen: { [fingerprintKey(content(1))]: 'imported' } },
    );

    expect(plan([asset([still, sidecar], { resends: true })], edited).map(short)).toEqual([
      ['hold', 'images/Imports/Phone/IMG_1.HEIC'],
      ['trash', 'images/Imports/Phone/IMG_1.xmp', `${january}/IMG_1.xmp`],
    ]);
  });

  test('the same file twice in one run is held once', () => {
    const twice = [item(photo, { resends: true }), item(join(phone, 'b.heic'), { resends: true })];

    expect(plan(twice, imported).map(({ kind }) => kind)).toEqual(['move', 'trash']);
    expect(plan([item(photo, { resends: true })], imported)[0]?.identity.dev).toBe(disk);
  });
});
