import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';
import type {
  BackupFacts,
  BackupPlan,
  Doubt,
  Drift,
  ManifestEntry,
  Pair,
  SourceFile,
} from '../../src/plan/backup-facts.js';
import { mustBeRead } from '../../src/plan/must-be-read.js';
import { isEmptied, planBackup } from '../../src/plan/plan-backup.js';

/** A file by its content, which is its hash too. */
function source(path: string, content: string, how: Partial<SourceFile> = {}): SourceFile {
  return { path, size: content.length, mtimeMs: 1, ctimeMs: 1, ino: 1, hash: content, ...how };
}

function entry(path: string, content: string, how: Partial<ManifestEntry> = {}): ManifestEntry {
  return {
    ...{ path, fingerprint: { size: content.length, hash: content }, mtimeMs: 1, ctimeMs: 1, ino: 1 },
    ...{ sentAt: '2024-05-06T02:30:00.000Z', run: 'R', ...how },
  };
}

type Sides = readonly [
  here: SourceFile | undefined,
  there: ManifestEntry | undefined,
  drift?: Drift | undefined,
];

function facts(pairs: readonly Sides[], more: Partial<BackupFacts> = {}): BackupFacts {
  return {
    pairs: pairs.map(([source, entry, drift]) => ({ source, entry, drift })),
    ...{ unchanged: 0, doubts: [], ...more },
  };
}

const rules = { maxChanged: 0.2, accept: undefined };

/** A plan in few words, in the order of what is done. */
function short(plan: BackupPlan): string[] {
  return [
    ...plan.moves.map(({ from, source: { path } }) => `move ${from} → ${path}`),
    ...plan.sends.map(({ reason, source: { path } }) => `send ${path}: ${reason}`),
    ...plan.gone.map(({ path }) => `gone ${path}`),
    ...plan.present.map(({ path }) => `present ${path}`),
    ...plan.refreshed.map(({ path }) => `refreshed ${path}`),
    ...plan.doubtful.map(({ source: { path }, doubt: { kind } }) => `doubtful ${path}: ${kind}`),
    ...(plan.held?.changes ?? []).map(({ source: { path } }) => `held ${path}`),
    ...(plan.held?.gone ?? []).map(({ path }) => `held gone ${path}`),
  ];
}

describe('of one path', () => {
  const touched = { ctimeMs: 2 };
  const later = { mtimeMs: 2, ctimeMs: 2 };
  const unread = { hash: undefined };
  test.each<[string, SourceFile | undefined, ManifestEntry | undefined, Drift | undefined, string[]]>([
    ['the same', source('a', 'one'), entry('a', 'one'), undefined, []],
    ['the same, content not looked up', source('a', 'one', unread), entry('a', 'one'), undefined, []],
    ['the same, and the target keeps no times', source('a', 'one'), entry('a', 'one'), 'unknown', []],
    ['new', source('a', 'one'), undefined, 'missing', ['send a: new']],
    ['new, and not read yet', source('a', 'one', unread), undefined, 'missing', ['send a: new']],
    [
      'not in the manifest, but there by size and time',
      source('a', 'one'),
      undefined,
      undefined,
      ['present a'],
    ],
    [
      'not in the manifest, another is there',
      source('a', 'one'),
      undefined,
      'different',
      ['send a: changed'],
    ],
    [
      'not in the manifest, one of the same size is there whose time is not known',
      ...([source('a', 'one'), undefined, 'unknown'] as const),
      ['send a: changed'],
    ],
    ['edited', source('a', 'three', later), entry('a', 'one'), 'different', ['send a: changed']],
    [
      'edited, and not read yet',
      source('a', 'three', { ...later, ...unread }),
      entry('a', 'one'),
      'different',
      ['send a: changed'],
    ],
    [
      'edited, sent by a run that was cut off before it could record it',
      ...([source('a', 'three', later), entry('a', 'one'), undefined] as const),
      ['present a'],
    ],
    [
      'edited, on a target that keeps no times',
      source('a', 'two', later),
      entry('a', 'one'),
      'unknown',
      ['send a: changed'],
    ],
    [
      'edited with size and time kept: only ctime tells',
      source('a', 'two', touched),
      entry('a', 'one'),
      undefined,
      ['send a: edited'],
    ],
    [
      'edited so by a program that writes a new file',
      source('a', 'two', { ino: 2, ctimeMs: 2 }),
      entry('a', 'one'),
      undefined,
      ['send a: edited'],
    ],
    [
      'touched with size and time kept, content not known: for an edit',
      source('a', 'one', { ...touched, ...unread }),
      entry('a', 'one'),
      undefined,
      ['send a: edited'],
    ],
    [
      'got other permissions or another name in between',
      source('a', 'one', touched),
      entry('a', 'one'),
      undefined,
      ['refreshed a'],
    ],
    [
      'got a new time only: the target gets it too',
      source('a', 'one', later),
      entry('a', 'one'),
      'different',
      ['send a: changed'],
    ],
    [
      'got a new time only, and the target has it already, or keeps none',
      source('a', 'one', later),
      entry('a', 'one'),
      'unknown',
      ['refreshed a'],
    ],
    ['lost at the target', source('a', 'one'), entry('a', 'one'), 'missing', ['send a: missing']],
    [
      'edited and lost at the target',
      source('a', 'two', later),
      entry('a', 'one'),
      'missing',
      ['send a: missing'],
    ],
    ['changed at the target', source('a', 'one'), entry('a', 'one'), 'different', ['send a: damaged']],
    [
      'found wrong when it was read back',
      source('a', 'one'),
      entry('a', 'one', { wrongAt: 'yesterday' }),
      undefined,
      ['send a: damaged'],
    ],
    [
      'found wrong, and edited here',
      source('a', 'three', later),
      entry('a', 'one', { wrongAt: 'yesterday' }),
      undefined,
      ['send a: changed'],
    ],
    ['gone from the Gallery', undefined, entry('a', 'one'), undefined, ['gone a']],
    [
      'untouched, and yet with another content: rot that nobody has recorded',
      source('a', 'two'),
      entry('a', 'one'),
      undefined,
      ['doubtful a: rotten'],
    ],
  ])('%s', (_what, here, there, drift, expected) => {
    expect(short(planBackup(facts([[here, there, drift]]), rules))).toEqual(expected);
  });
});

describe('a file that is gone and one that is new with the same content', () => {
  const missing = 'missing';
  test.each<[string, readonly Sides[], string[]]>([
    [
      'are a move',
      [
        [undefined, entry('a/1.jpg', 'one')],
        [source('b/1.jpg', 'one'), undefined, missing],
      ],
      ['move a/1.jpg → b/1.jpg'],
    ],
    [
      'are one move when there are two new ones, of the one that kept its name',
      [
        [undefined, entry('a/1.jpg', 'one')],
        [source('b/0.jpg', 'one'), undefined, missing],
        [source('b/1.jpg', 'one'), undefined, missing],
      ],
      ['move a/1.jpg → b/1.jpg', 'send b/0.jpg: new'],
    ],
    [
      'are one move when two are gone',
      [
        [undefined, entry('a/2.jpg', 'one')],
        [undefined, entry('a/1.jpg', 'one')],
        [source('b/3.jpg', 'one'), undefined, missing],
      ],
      ['move a/1.jpg → b/3.jpg', 'gone a/2.jpg'],
    ],
    [
      'are no move when its content was found wrong at the target',
      [
        [undefined, entry('a/1.jpg', 'one', { wrongAt: 'yesterday' })],
        [source('b/1.jpg', 'one'), undefined, missing],
      ],
      ['send b/1.jpg: new', 'gone a/1.jpg'],
    ],
    [
      'are no move when the target has another file under the new path',
      [
        [undefined, entry('a/1.jpg', 'one')],
        [source('b/1.jpg', 'one'), undefined, 'different'],
      ],
      ['send b/1.jpg: changed', 'gone a/1.jpg'],
    ],
    [
      'are no move when the new path held something else: both are sent and kept as they come',
      [
        [undefined, entry('a/1.jpg', 'one')],
        [source('b/1.jpg', 'one', { mtimeMs: 2 }), entry('b/1.jpg', 'before'), 'different'],
      ],
      ['send b/1.jpg: changed', 'gone a/1.jpg'],
    ],
  ])('%s', (_what, pairs, expected) => {
    expect(short(planBackup(facts(pairs), rules))).toEqual(expected);
  });
});

describe('too much at once', () => {
  const names = Array.from({ length: 100 }, (_, index) => `${String(index).padStart(3, '0')}.jpg`);
  const edit = (path: string): readonly [SourceFile, ManifestEntry, Drift] => [
    source(path, 'encrypted', { mtimeMs: 9 }),
    entry(path, path),
    'different',
  ];
  const many = (changed: number, gone: number, unchanged = 100 - changed - gone): BackupFacts =>
    facts(
      [
        ...names.slice(0, changed).map(edit),
        ...names.slice(changed, changed + gone).map((path) => [undefined, entry(path, path)] as const),
        [source('new.jpg', 'new'), undefined, 'missing'],
      ],
      { unchanged },
    );

  test.each([
    ['50 of 100: not yet, that may be one evening', many(30, 20), undefined],
    ['51 of 100', many(31, 20), { changes: 31, gone: 20, of: 100, because: 'too-many' }],
    ['60 of 300: a fifth', many(60, 0, 240), undefined],
    ['61 of 300', many(61, 0, 239), { changes: 61, gone: 0, of: 300, because: 'too-many' }],
    ['all 100 gone', many(0, 100), { changes: 0, gone: 100, of: 100, because: 'too-many' }],
  ])('%s', (_what, given, expected) => {
    const plan = planBackup(given, rules);
    const { held } = plan;
    expect(held && { ...held, changes: held.changes.length, gone: held.gone.length }).toEqual(expected);
    if (!expected) return;
    expect(short(plan).filter((line) => !line.startsWith('held'))).toEqual(['send new.jpg: new']);
    expect(plan.bytes).toBe(3);
  });

  test('is released by its own id and by no other', () => {
    const { id } = planBackup(many(60, 0), rules);
    expect(id).toMatch(/^[a-z0-9]{8}$/);
    expect(planBackup(many(60, 0), { ...rules, accept: id })).toMatchObject({ id, held: undefined });
    expect(planBackup(many(60, 0), { ...rules, accept: id }).sends).toHaveLength(61);
    expect(planBackup(many(61, 0), { ...rules, accept: id }).held).toBeDefined();
    expect(planBackup(many(59, 1), { ...rules, accept: id }).held).toBeDefined();
    // What is new meanwhile is nobody's loss.
    const more = facts(
      [...many(60, 0).pairs].map(toSides).concat([[source('newer.jpg', 'x'), undefined, 'missing']]),
    );
    expect(planBackup({ ...more, unchanged: 40 }, { ...rules, accept: id }).held).toBeUndefined();
  });

  test('a file that was edited once more after the user had looked is another plan', () => {
    const { id } = planBackup(many(60, 0), rules);
    const again = facts(
      [...many(60, 0).pairs]
        .map(toSides)
        .map(([here, there, drift], index) => [
          here && index === 7 ? { ...here, ctimeMs: 99 } : here,
          there,
          drift,
        ]),
      { unchanged: 40 },
    );
    expect(planBackup(again, { ...rules, accept: id }).held).toBeDefined();
  });

  test('does not count what was only moved', () => {
    const moved = facts(
      names.flatMap((path) => [
        [undefined, entry(`old/${path}`, path)] as const,
        [source(`new/${path}`, path), undefined, 'missing'] as const,
      ]),
    );
    expect(planBackup(moved, rules)).toMatchObject({ held: undefined, sends: [], gone: [] });
    expect(planBackup(moved, rules).moves).toHaveLength(100);
  });

  test('does not count what only got new times, nor what is sent again because the target lost it', () => {
    const harmless = facts(
      names.map((path, index) =>
        index % 2 === 0
          ? [source(path, path, { mtimeMs: 9 }), entry(path, path), 'different']
          : [source(path, path), entry(path, path), 'missing'],
      ),
    );
    expect(planBackup(harmless, rules).held).toBeUndefined();
    expect(planBackup(harmless, rules).sends).toHaveLength(100);
  });

  test('counts an old copy without a manifest that would be overwritten', () => {
    const encrypted = facts(names.map((path) => [source(path, path), undefined, 'different']));
    expect(planBackup(encrypted, rules).held).toMatchObject({ of: 100, because: 'too-many' });
  });
});

describe('what must not reach a backup', () => {
  const doubt: Doubt = {
    ...{ path: 'a.jpg', kind: 'rotten' },
    ...{ found: { size: 3, hash: 'bad' }, good: { size: 3, hash: 'ook' } },
  };
  const doubts = [doubt];
  test.each<[string, readonly Sides[], string[]]>([
    [
      'stays away from a good copy',
      [[source('a.jpg', 'bad'), entry('a.jpg', 'ook')]],
      ['doubtful a.jpg: rotten'],
    ],
    [
      'also when the target lost that one',
      [[source('a.jpg', 'bad'), entry('a.jpg', 'ook'), 'missing']],
      ['doubtful a.jpg: rotten'],
    ],
    [
      'also when it was touched since, as by a move within the Gallery; and the good copy is not let go',
      [
        [source('b.jpg', 'bad', { ctimeMs: 2 }), undefined, 'missing'],
        [undefined, entry('a.jpg', 'ook')],
      ],
      ['doubtful b.jpg: rotten'],
    ],
    [
      'while it is being repaired, the good copy is not let go either',
      [[undefined, entry('a.jpg', 'ook')]],
      [],
    ],
    [
      'also from an old copy that is taken over',
      [[source('a.jpg', 'bad'), undefined, undefined]],
      ['doubtful a.jpg: rotten'],
    ],
    [
      'but a target that has nothing of it gets it: bad bytes are better than none',
      [[source('a.jpg', 'bad'), undefined, 'missing']],
      ['send a.jpg: new'],
    ],
  ])('%s', (_what, pairs, expected) => {
    const given = facts(pairs, { doubts });
    const plan = planBackup(given, rules);
    expect(short(plan)).toEqual(expected);
    expect(short(planBackup(given, { ...rules, accept: plan.id }))).toEqual(expected);
  });
});

test('a doubt that the user has answered stops nothing: the file is sent as an edit', () => {
  const doubts: Doubt[] = [
    { path: 'a', kind: 'trusted', found: { size: 3, hash: 'bad' }, good: { size: 3, hash: 'ook' } },
  ];
  const given = facts([[source('a', 'bad'), entry('a', 'ook')]], { doubts });
  expect(short(planBackup(given, rules))).toEqual(['send a: edited']);
});

describe.each([
  ['on a new disk, where every file is another', { ino: 2, ctimeMs: 2 }],
  ['after all got other permissions', { ctimeMs: 2 }],
])('%s', (_what, copied) => {
  const names = Array.from({ length: 10 }, (_, index) => `${String(index)}.jpg`);
  const onNewDisk = (damaged: number): BackupFacts =>
    facts(
      names.map((path, index) => [source(path, index < damaged ? 'XXXXX' : path, copied), entry(path, path)]),
    );

  test('nothing is sent when the contents are the same', () => {
    expect(short(planBackup(onNewDisk(0), rules))).toEqual(names.map((path) => `refreshed ${path}`));
  });

  test('contents that are not what they were are held until the user has looked, however few', () => {
    const plan = planBackup(onNewDisk(2), rules);
    expect(plan.held).toMatchObject({ because: 'unclear', of: 10, gone: [] });
    // Nothing is recorded, so that the next run sees the same.
    expect(short(plan)).toEqual(['held 0.jpg', 'held 1.jpg']);
    const accepted = planBackup(onNewDisk(2), { ...rules, accept: plan.id });
    expect(short(accepted).slice(0, 3)).toEqual([
      'send 0.jpg: edited',
      'send 1.jpg: edited',
      'refreshed 2.jpg',
    ]);
  });

  test('while a single edit that kept size and time is one', () => {
    const pairs = [...onNewDisk(1).pairs].slice(0, 1);
    expect(short(planBackup({ pairs, unchanged: 9, doubts: [] }, rules))).toEqual(['send 0.jpg: edited']);
  });
});

test.each<[string, BackupFacts, boolean]>([
  ['nothing here, something there', facts([[undefined, entry('a', 'one')]]), true],
  ['nothing on either side', facts([]), false],
  [
    'one file is left',
    facts([
      [undefined, entry('a', 'one')],
      [source('b', 'b'), undefined, 'missing'],
    ]),
    false,
  ],
  ['what is unchanged is left out', facts([[undefined, entry('a', 'one')]], { unchanged: 1 }), false],
])('an emptied source: %s', (_what, given, expected) => {
  expect(isEmptied(given)).toBe(expected);
});

describe('what must be read first', () => {
  const unread = { hash: undefined };
  test.each<[string, readonly Sides[], string[]]>([
    ['not what is untouched', [[source('a', 'one', unread), entry('a', 'one')]], []],
    [
      'what looks the same but was touched',
      [[source('a', 'one', { ...unread, ctimeMs: 2 }), entry('a', 'one')]],
      ['a'],
    ],
    ['not what is known', [[source('a', 'one', { ctimeMs: 2 }), entry('a', 'one')]], []],
    [
      'not what is sent anyway',
      [[source('a', 'one', { ...unread, mtimeMs: 2 }), entry('a', 'one'), 'different']],
      [],
    ],
    ['not what is new', [[source('a', 'one', unread), undefined, 'missing']], []],
    [
      'what is new and as large as one that is gone',
      [
        [source('a', 'one', unread), undefined, 'missing'],
        [undefined, entry('b', 'two')],
        [undefined, entry('c', 'four')],
      ],
      ['a'],
    ],
    [
      'what a run that was cut off seems to have sent',
      [[source('a', 'three', { ...unread, mtimeMs: 2 }), entry('a', 'one')]],
      ['a'],
    ],
  ])('%s', (_what, pairs, expected) => {
    expect(mustBeRead(facts(pairs)).map(({ path }) => path)).toEqual(expected);
  });

  test('what is as large as something in doubt', () => {
    const doubts: Doubt[] = [
      { path: 'x', kind: 'rotten', found: { size: 3, hash: 'bad' }, good: { size: 3, hash: 'ook' } },
    ];
    const given = facts([[source('a', 'one', unread), undefined, 'missing']], { doubts });
    expect(mustBeRead(given).map(({ path }) => path)).toEqual(['a']);
  });
});

function toSides({ source: here, entry: there, drift }: Pair): Sides {
  return [here, there, drift];
}

// --- whatever happened to a Gallery since

interface Changed {
  /** what the target holds, by path; the manifest says so */
  readonly before: ReadonlyMap<string, string>;
  readonly now: ReadonlyMap<string, string>;
}

const path = fc.constantFrom(...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
const content = fc.constantFrom('one', 'two', 'three', 'four');
const gallery = fc.array(fc.tuple(path, content)).map((files) => new Map(files));
const changed: fc.Arbitrary<Changed> = fc.record({ before: gallery, now: gallery });
const manyRules = { maxChanged: 0, accept: undefined };

/** With times that a real edit leaves, and a look at the target that is right. */
function factsOf({ before, now }: Changed): BackupFacts {
  const paths = [...new Set([...before.keys(), ...now.keys()])];
  return facts(
    paths.map((at) => {
      const [held, holds] = [before.get(at), now.get(at)];
      const isEdited = held !== undefined && holds !== held;
      return [
        holds === undefined ? undefined : source(at, holds, isEdited ? { mtimeMs: 2, ctimeMs: 2 } : {}),
        held === undefined ? undefined : entry(at, held),
        held === undefined ? 'missing' : isEdited ? 'different' : undefined,
      ];
    }),
  );
}

/** What a target holds after a plan was carried out, when it mirrors. */
function after(before: ReadonlyMap<string, string>, plan: BackupPlan): Map<string, string> {
  const files = new Map(before);
  for (const { from, source: to } of plan.moves) {
    expect(files.has(to.path)).toBe(false);
    files.set(to.path, files.get(from)!);
    files.delete(from);
  }
  for (const { source: sent } of plan.sends) files.set(sent.path, sent.hash!);
  for (const { path: at } of plan.gone) files.delete(at);
  return files;
}

test('carried out, a plan makes the target equal the Gallery, whatever happened there', () => {
  fc.assert(
    fc.property(changed, (given) => {
      const plan = planBackup(factsOf(given), rules);
      expect(plan.held).toBeUndefined();
      expect(after(given.before, plan)).toEqual(given.now);
    }),
  );
});

test('each path is written once at most, and each old one left once at most', () => {
  fc.assert(
    fc.property(changed, (given) => {
      const { moves, sends, gone } = planBackup(factsOf(given), rules);
      const written = [...moves, ...sends].map(({ source: { path: at } }) => at);
      const left = [...moves.map(({ from }) => from), ...gone.map(({ path: at }) => at)];
      for (const paths of [written, left]) expect(new Set(paths).size).toBe(paths.length);
    }),
  );
});

test('what is moved is not sent: bytes of what the target lacks, and no others', () => {
  fc.assert(
    fc.property(changed, ({ before, now }) => {
      const { bytes, sends } = planBackup(factsOf({ before, now }), rules);
      expect(bytes).toBe(sends.reduce((sum, { source: { size } }) => sum + size, 0));
      const gone = [...before].filter(([at]) => !now.has(at)).map(([, holds]) => holds);
      const fresh = sends.filter(({ reason }) => reason === 'new').map(({ source: { hash } }) => hash!);
      const arrived = [...now].filter(([at]) => !before.has(at)).map(([, holds]) => holds);
      for (const holds of new Set(arrived)) {
        const count = (list: readonly string[]): number => list.filter((each) => each === holds).length;
        expect(count(fresh)).toBe(Math.max(0, count(arrived) - count(gone)));
      }
    }),
  );
});

test('a plan that is held changes and removes nothing, and what it lacks is what its id releases', () => {
  const names = Array.from({ length: 60 }, (_, index) => `held ${String(index)}`);
  fc.assert(
    fc.property(changed, fc.shuffledSubarray(names, { minLength: 51 }), ({ before, now }, gone) => {
      const more = gone.map((at) => [at, 'lost'] as const);
      const given = { before: new Map([...before, ...more]), now };
      const plan = planBackup(factsOf(given), manyRules);
      const untouched = after(given.before, plan);
      const contents = (files: ReadonlyMap<string, string>): string[] => [...files.values()];
      expect(plan.held).toBeDefined();
      expect(plan.gone).toEqual([]);
      for (const [at, holds] of given.before) {
        const isMoved = plan.moves.some(({ from }) => from === at);
        expect(isMoved ? contents(untouched) : [untouched.get(at)]).toContain(holds);
      }
      const accepted = planBackup(factsOf(given), { ...manyRules, accept: plan.id });
      expect(after(given.before, accepted)).toEqual(now);
    }),
  );
});

test('a plan does not depend on the order in which files were met', () => {
  const shuffled = changed.chain((given) => {
    const pairs = [...factsOf(given).pairs];
    return fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length }));
  });
  fc.assert(
    fc.property(shuffled, fc.constantFrom(rules, manyRules), ([one, other], under) => {
      const plan = planBackup({ pairs: one, unchanged: 0, doubts: [] }, under);
      expect(planBackup({ pairs: other, unchanged: 0, doubts: [] }, under)).toEqual(plan);
    }),
  );
});

test('once carried out and recorded, there is nothing left to do', () => {
  fc.assert(
    fc.property(gallery, (now) => {
      const plan = planBackup(factsOf({ before: now, now }), rules);
      expect(short(plan)).toEqual([]);
      expect(plan.unchanged).toBe(now.size);
    }),
  );
});
