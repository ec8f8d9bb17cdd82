import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { Manifest } from '../../src/backup/manifest.js';
import { type ManifestPlace, manifestIndexPath, type ManifestStore } from '../../src/backup/open-index.js';
import { atTarget } from '../../src/backup/target.js';
import type { KnownFile, ManifestEntry } from '../../src/plan/backup-facts.js';
import { listing } from '../folder-listing.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const place = (): ManifestPlace => ({ state: folder('.photokeep'), library: 'library-1', marker: 'hdd-1' });

/** The small files at a target, and how often each was read. */
function makeTarget(): ManifestStore & { files: Map<string, Buffer>; reads: string[] } {
  const files = new Map<string, Buffer>();
  const reads: string[] = [];
  return {
    ...{ files, reads },
    target: {
      ...{ name: 'hdd', kind: 'folder', to: '/mnt/hdd', disk: undefined, waitForDisk: 0, mount: false },
      ...{ mirror: false, keepVersions: 1, maxChanged: 0.2, verifySample: 0.01, staleAfter: 1 },
      schedule: undefined,
    },
    readSmall: (path) => {
      reads.push(path);
      return Promise.resolve(files.get(path));
    },
    writeSmall: (path, content) => {
      files.set(path, content);
      return Promise.resolve();
    },
  };
}

function file(path: string, content = path): KnownFile {
  return {
    path,
    size: content.length,
    hash: content.padStart(16, '0'),
    mtimeMs: 1700000000123.4568,
    ctimeMs: 1700000000999.123,
    ino: 7,
  };
}

const monday = { at: '2024-05-06T02:30:00.000Z', run: '20240506-023000-aaaa' };
const tuesday = { at: '2024-05-07T02:30:00.000Z', run: '20240507-023000-bbbb' };
const wednesday = { at: '2024-05-08T02:30:00.000Z', run: '20240508-023000-cccc' };

/** The folder of a run's first attempt. */
function version({ run }: typeof monday): string {
  return `${run}-1`;
}

function current({ index }: Manifest): Record<string, ManifestEntry> {
  return Object.fromEntries([...index.current()].flat().map((entry) => [entry.path, entry]));
}

/** What a manifest of the target says that is opened by a machine which knows nothing of it. */
async function asReadAnew(target: ManifestStore): Promise<ManifestEntry[]> {
  const manifest = await Manifest.open(target, { ...place(), state: folder('another machine') });
  try {
    return [...manifest.index.all()].flat();
  } finally {
    manifest.close();
    rmSync(folder('another machine'), { recursive: true });
  }
}

describe('what is recorded', () => {
  const odd = 'caf\udce9 "1"/IMG\n.jpg';

  test('is at the target after it was saved, whatever the names', async () => {
    const target = makeTarget();
    const manifest = await Manifest.open(target, place());
    manifest.arrived([file('2024/a.jpg'), file(odd, 'odd'), file('top.jpg')], monday);
    manifest.verified(['top.jpg'], tuesday.at);
    manifest.runEnded(monday);
    await manifest.save(monday);

    expect(await asReadAnew(target)).toEqual([...manifest.index.all()].flat());
    expect(manifest.index.currentAt(odd)).toEqual({
      ...{ path: odd, fingerprint: { size: 3, hash: 'odd'.padStart(16, '0') } },
      ...{ mtimeMs: 1700000000123.4568, ctimeMs: 1700000000999.123, ino: 7 },
      ...{ sentAt: monday.at, run: monday.run },
    });
    expect(manifest.index.folders().sort()).toEqual(['', '2024', 'caf\udce9 "1"']);
    expect(manifest.index.looksIn('caf\udce9 "1"').map(({ name }) => name)).toEqual(['IMG\n.jpg']);
    expect(manifest.index.runs()).toEqual([monday].map(({ run, at }) => ({ run, at })));
    manifest.close();
  });

  test('an edit ends what the path held, which is in the versions from then on', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg', 'one')], monday);
    manifest.attempting(version(tuesday));
    manifest.arrived([file('a.jpg', 'two')], tuesday);
    manifest.liesAside(version(tuesday), ['a.jpg'], tuesday.at);
    expect(manifest.index.historyOf('a.jpg')).toMatchObject([
      { fingerprint: { hash: 'one'.padStart(16, '0') }, endedAt: tuesday.at, version: version(tuesday) },
      { fingerprint: { hash: 'two'.padStart(16, '0') }, sentAt: tuesday.at },
    ]);
    manifest.pruned([version(tuesday)]);
    expect(manifest.index.historyOf('a.jpg')).toHaveLength(1);
    manifest.close();
  });

  test('what a cut-off run had put aside is found where it is, once', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg', 'one'), file('b.jpg', 'one'), file('c.jpg', 'one')], monday);
    manifest.attempting(version(tuesday));
    manifest.arrived([file('a.jpg', 'two')], tuesday);
    expect(manifest.openAttempts()).toEqual([version(tuesday)]);

    for (let times = 0; times < 2; times++)
      manifest.liesAside(version(tuesday), ['a.jpg', 'b.jpg', 'stranger.jpg'], wednesday.at);
    manifest.attemptsRecorded();

    expect(manifest.openAttempts()).toEqual([]);
    expect(manifest.index.historyOf('a.jpg')).toMatchObject([{ version: version(tuesday) }, {}]);
    expect(manifest.index.historyOf('a.jpg')[1]).not.toHaveProperty('endedAt');
    expect(manifest.index.historyOf('b.jpg')).toMatchObject([
      { endedAt: wednesday.at, version: version(tuesday) },
    ]);
    expect(manifest.index.currentAt('c.jpg')).toBeDefined();
    manifest.close();
  });

  test('what had vanished or decayed at the target and is sent again is there since it was sent first', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg')], monday);
    manifest.disproved(['a.jpg'], tuesday.at);
    manifest.attempting(version(wednesday));
    manifest.arrived([file('a.jpg')], wednesday);
    // The decayed bytes are there, but they are nothing to come back to.
    manifest.liesAside(version(wednesday), ['a.jpg'], wednesday.at);

    expect(manifest.index.historyOf('a.jpg')).toMatchObject([{ sentAt: monday.at, run: wednesday.run }]);
    expect(manifest.index.currentAt('a.jpg')).not.toHaveProperty('wrongAt');
    manifest.close();
  });

  test('what was deleted and stays at the target goes to the versions when another takes its name', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg', 'one')], monday);
    manifest.ended(['a.jpg'], tuesday, false);
    expect(manifest.index.historyOf('a.jpg')).toMatchObject([{ endedAt: tuesday.at }]);
    expect(manifest.index.historyOf('a.jpg')[0]).not.toHaveProperty('version');
    manifest.attempting(version(wednesday));
    manifest.arrived([file('a.jpg', 'two')], wednesday);
    manifest.liesAside(version(wednesday), ['a.jpg'], wednesday.at);
    expect(manifest.index.historyOf('a.jpg')).toMatchObject([
      { endedAt: tuesday.at, version: version(wednesday) },
      {},
    ]);
    manifest.close();
  });

  test('a move keeps the proof; the old path says where it went', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg', 'one')], monday);
    manifest.verified(['a.jpg'], monday.at);
    manifest.moved([{ from: 'a.jpg', source: file('Album/b.jpg', 'one') }], tuesday);
    expect(manifest.index.byContent({ size: 3, hash: 'one'.padStart(16, '0') })).toMatchObject([
      { path: 'Album/b.jpg', verifiedAt: monday.at, sentAt: tuesday.at },
      { path: 'a.jpg', endedAt: tuesday.at, movedTo: 'Album/b.jpg' },
    ]);
    manifest.close();
  });

  test('renames that a cut-off run had begun are known until they are recorded', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg', 'one')], monday);
    const moves = [{ from: 'a.jpg', source: file('Album/\udce9.jpg', 'one') }];
    manifest.moving(moves);
    expect(manifest.openMoves()).toEqual(moves);
    manifest.moved(moves, tuesday);
    expect(manifest.openMoves()).toEqual([]);
    manifest.close();
  });

  test('can be asked for as it was at a time', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg', 'one'), file('b.jpg')], monday);
    manifest.arrived([file('a.jpg', 'two')], tuesday);
    manifest.ended(['b.jpg'], wednesday, false);
    const at = (time: string) =>
      [...manifest.index.heldAt(time)]
        .flat()
        .map(({ path, fingerprint }) => `${path} ${fingerprint.hash.replace(/^0+/, '')}`)
        .sort();
    expect(at('2024-05-05T00:00:00.000Z')).toEqual([]);
    expect(at(monday.at)).toEqual(['a.jpg one', 'b.jpg b.jpg']);
    expect(at(tuesday.at)).toEqual(['a.jpg two', 'b.jpg b.jpg']);
    expect(at(wednesday.at)).toEqual(['a.jpg two']);
    manifest.close();
  });

  test('says what of the Gallery is not there as it is now', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived(
      [file('same.jpg'), file('edited.jpg', 'one'), file('touched.jpg'), file('bad.jpg')],
      monday,
    );
    manifest.disproved(['bad.jpg'], tuesday.at);
    const unread = { hash: undefined };
    const gallery = [
      ...[file('same.jpg'), file('edited.jpg', 'two'), file('bad.jpg'), file('new.jpg')],
      ...[
        { ...file('same.jpg'), ...unread },
        { ...file('touched.jpg'), ...unread, mtimeMs: 5 },
      ],
    ];
    expect(manifest.index.lacking(gallery).map(({ path }) => path)).toEqual([
      ...['edited.jpg', 'bad.jpg', 'new.jpg', 'touched.jpg'],
    ]);
    manifest.close();
  });

  test('proofs: who waits longest comes first, and a file that was found wrong is no longer proven', async () => {
    const manifest = await Manifest.open(makeTarget(), place());
    manifest.arrived([file('a.jpg'), file('b.jpg')], tuesday);
    manifest.arrived([file('c.jpg'), file('d.jpg')], monday);
    manifest.verified(['a.jpg'], monday.at);
    manifest.verified(['c.jpg'], wednesday.at);
    expect(manifest.index.oldestProven(3).map(({ path }) => path)).toEqual(['d.jpg', 'b.jpg', 'a.jpg']);
    expect(manifest.index.coverage([tuesday.at])).toMatchObject({
      files: 4,
      proven: [1],
      oldest: { path: 'd.jpg' },
    });
    manifest.disproved(['c.jpg'], wednesday.at);
    expect(manifest.index.coverage([tuesday.at])).toMatchObject({ proven: [0] });
    expect(current(manifest)['c.jpg']).toMatchObject({ wrongAt: wednesday.at });
    expect(manifest.index.wrong().map(({ path }) => path)).toEqual(['c.jpg']);
    manifest.close();
  });
});

describe('opening it', () => {
  test('does not read the manifest at the target again when this machine has the same one', async () => {
    const target = makeTarget();
    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    await first.save(monday);
    first.close();
    target.reads.length = 0;
    const second = await Manifest.open(target, place());
    expect(current(second)).toHaveProperty(['a.jpg']);
    expect(second.unsaved()).toBe('nothing');
    expect(target.reads).toEqual([atTarget.manifestId]);
    second.close();
  });

  test('reads it when another machine wrote it, or an older copy of the disk is there', async () => {
    const target = makeTarget();
    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    await first.save(monday);
    const older = new Map(target.files);
    first.arrived([file('b.jpg')], tuesday);
    await first.save(tuesday);
    first.close();
    target.files.clear();
    for (const [path, content] of older) target.files.set(path, content);
    const second = await Manifest.open(target, place());
    expect(Object.keys(current(second))).toEqual(['a.jpg']);
    second.close();
  });

  test('keeps what was recorded after the last writing, and knows that the target does not know it', async () => {
    const target = makeTarget();
    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    await first.save(monday);
    first.verified(['a.jpg'], tuesday.at);
    expect(first.unsaved()).toBe('proofs');
    first.arrived([file('b.jpg')], tuesday);
    // The crash.
    first.close();
    const second = await Manifest.open(target, place());
    expect(Object.keys(current(second))).toEqual(['a.jpg', 'b.jpg']);
    expect(second.unsaved()).toBe('changes');
    await second.save(tuesday);
    expect(second.unsaved()).toBe('nothing');
    expect((await asReadAnew(target)).map(({ path }) => path)).toEqual(['a.jpg', 'b.jpg']);
    second.close();
  });

  test.each([
    ['before the id', 0],
    ['between the id and the manifest', 1],
  ])('after a crash %s nothing is lost, and it is written again', async (_when, writes) => {
    const target = makeTarget();
    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    await first.save(monday);
    first.arrived([file('b.jpg')], tuesday);
    first.close();
    let left = writes;
    const dying: ManifestStore = {
      ...target,
      writeSmall: (path, content) =>
        left-- > 0 ? target.writeSmall(path, content) : Promise.reject(new Error('killed')),
    };
    const dies = await Manifest.open(dying, place());
    await expect(dies.save(tuesday)).rejects.toThrow('killed');
    dies.close();

    // To another machine the target is what the manifest says that is there, whole.
    expect((await asReadAnew(target)).map(({ path }) => path)).toEqual(['a.jpg']);
    const next = await Manifest.open(target, place());
    expect(Object.keys(current(next))).toEqual(['a.jpg', 'b.jpg']);
    expect(next.unsaved()).toBe('changes');
    next.close();
  });

  test('what was recorded while it was written is not taken for written', async () => {
    const target = makeTarget();
    const manifest: Manifest = await Manifest.open(
      {
        ...target,
        writeSmall: async (path, content) => {
          manifest.arrived([file(`during ${path}`)], tuesday);
          await target.writeSmall(path, content);
        },
      },
      place(),
    );
    manifest.arrived([file('a.jpg')], monday);
    await manifest.save(monday);
    expect(manifest.unsaved()).toBe('changes');
    manifest.close();
  });

  test('a target that was set up anew is not taken for the old one', async () => {
    const target = makeTarget();
    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    first.close();
    const second = await Manifest.open(makeTarget(), { ...place(), marker: 'hdd-2' });
    expect(current(second)).toEqual({});
    second.close();
  });

  test('a manifest that was lost at the target is written again from what is known here', async () => {
    const target = makeTarget();
    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    await first.save(monday);
    first.close();
    target.files.clear();
    const second = await Manifest.open(target, place());
    expect(Object.keys(current(second))).toEqual(['a.jpg']);
    expect(second.unsaved()).toBe('changes');
    second.close();
  });

  test('an index that is damaged is made again from the manifest', async () => {
    const target = makeTarget();
    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    await first.save(monday);
    first.close();
    writeFileSync(manifestIndexPath(place().state, 'hdd'), 'no database at all '.repeat(1000));
    const second = await Manifest.open(target, place());
    expect(Object.keys(current(second))).toEqual(['a.jpg']);
    second.close();
  });

  test('for a dry run nothing is written, here or there', async () => {
    const target = makeTarget();
    const nothing = await Manifest.open(target, place(), 'look');
    expect(current(nothing)).toEqual({});
    nothing.close();
    expect(existsSync(place().state)).toBe(false);

    const first = await Manifest.open(target, place());
    first.arrived([file('a.jpg')], monday);
    await first.save(monday);
    first.close();
    const before = listing(folder());
    const known = await Manifest.open(target, place(), 'look');
    const unknown = await Manifest.open(target, { ...place(), marker: 'as if never seen' }, 'look');
    for (const manifest of [known, unknown]) {
      expect(Object.keys(current(manifest))).toEqual(['a.jpg']);
      manifest.close();
    }
    expect(listing(folder())).toEqual(before);
  });
});

describe('a manifest at the target that cannot be used is left as it is', () => {
  const whole = async (): Promise<ReturnType<typeof makeTarget>> => {
    const target = makeTarget();
    const manifest = await Manifest.open(target, place());
    manifest.arrived(
      Array.from({ length: 1100 }, (_, index) => file(`${String(index)}.jpg`)),
      monday,
    );
    await manifest.save(monday);
    manifest.close();
    rmSync(place().state, { recursive: true });
    target.files.delete(atTarget.manifestId);
    return target;
  };
  const change = (content: Buffer, from: string, to: string): Buffer =>
    gzipSync(gunzipSync(content).toString('utf8').replace(from, to));

  test.each<[string, (content: Buffer) => Buffer, string, RegExp]>([
    ['torn', (content) => content.subarray(0, content.length - 200), 'refused', /is damaged/],
    ['torn between two members', (content) => firstMembers(content), 'refused', /is damaged/],
    ['empty', () => Buffer.alloc(0), 'refused', /is damaged/],
    ['no manifest at all', () => Buffer.from('a picture'), 'refused', /is damaged/],
    [
      'a flipped byte',
      (content) => {
        const copy = Buffer.from(content);
        copy[(copy.length / 2) | 0]! ^= 0x40;
        return copy;
      },
      'refused',
      /is damaged/,
    ],
    ['of a newer format', (content) => change(content, '"version":1', '"version":2'), 'usage', /format 2/],
    [
      "another library's",
      (content) => change(content, 'library-1', 'library-2'),
      'refused',
      /another library/,
    ],
  ])('%s', async (_what, spoil, kind, message) => {
    const target = await whole();
    const spoilt = spoil(target.files.get(atTarget.manifest)!);
    target.files.set(atTarget.manifest, spoilt);
    for (const mode of ['look', 'change'] as const) {
      await expect(Manifest.open(target, place(), mode)).rejects.toMatchObject({
        kind,
        message: expect.stringMatching(message),
      });
    }
    expect([...target.files]).toEqual([[atTarget.manifest, spoilt]]);
  });

  function firstMembers(content: Buffer): Buffer {
    const magic = Buffer.from([0x1f, 0x8b, 0x08]);
    return content.subarray(0, content.lastIndexOf(magic));
  }
});

test('another program can read it: gzip, one JSON object a line', async () => {
  const target = makeTarget();
  const manifest = await Manifest.open(target, place());
  manifest.arrived([file('a.jpg')], monday);
  manifest.runEnded(monday);
  await manifest.save(monday);
  manifest.close();
  const lines = gunzipSync(target.files.get(atTarget.manifest)!).toString().trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    {
      ...{ format: 'photokeep manifest', version: 1, id: expect.any(String), library: 'library-1' },
      ...{ target: 'hdd', run: monday.run, writtenAt: monday.at },
    },
    { run: monday.run, at: monday.at },
    {
      ...{ path: 'a.jpg', size: 5, hash: 'a.jpg'.padStart(16, '0'), mtimeMs: 1700000000123.4568 },
      ...{ ctimeMs: 1700000000999.123, ino: 7, sentAt: monday.at, run: monday.run },
    },
    { end: 1 },
  ]);
  expect(JSON.parse(target.files.get(atTarget.manifestId)!.toString('utf8'))).toEqual(JSON.parse(lines[0]!));
  expect(readFileSync(manifestIndexPath(place().state, 'hdd')).subarray(0, 6).toString()).toBe('SQLite');
});
