import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { type BackupLibrary, makeBackupLibrary, versionsAt } from '../backup-library.js';
import { filesBelow, listing, sha256 } from '../folder-listing.js';
import { describeWith } from '../requirements.js';
import { fsPath } from '../../src/system/fs-path.js';

// One library with a history of three backups; each test brings back into a folder of its own.

let home = '';
let library: BackupLibrary;
/** ids of the backups, the oldest first */
const runs: string[] = [];
/** what was in the Gallery after each of them */
const states: string[][] = [];

const target = (path = ''): string => join(home, 'Backup', path);
const out = (path = ''): string => join(home, 'out', path);

/** What people see: names, times in nanoseconds, contents. */
function treeOf(folder: string): string[] {
  return filesBelow(folder).map((path) => {
    const { mtimeNs } = statSync(fsPath(join(folder, path)), { bigint: true });
    return `${path} ${String(mtimeNs)} ${sha256(join(folder, path))}`;
  });
}

async function backUp(): Promise<void> {
  const lines = await library.said(0, 'backup', 'local', 'hdd');
  runs.push(String(lines[0]?.['run']));
  states.push(treeOf(library.gallery()));
}

function restore(...args: readonly string[]) {
  return library.run('backup', 'restore', 'hdd', ...args);
}

/** What a restore says of files: what was done with which. */
async function restored(code: number, ...args: readonly string[]) {
  const lines = await library.said(code, 'backup', 'restore', 'hdd', ...args);
  const files = lines
    .filter(({ event }) => event === 'file')
    .map(({ status, path, to, reason }) => {
      const names = [...new Set([path, to])].map((each) => String(each).replace(/^.*\/(out|Gallery)\//, ''));
      return [status, names.join(' -> '), reason ?? ''].join(' ').trim();
    });
  return { files, summary: lines.at(-1)! };
}

beforeAll(async () => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'photokeep-test-')));
  library = await makeBackupLibrary(home);
  mkdirSync(target());
  mkdirSync(out());
  library.configure(`{ name: hdd, to: ${target()} }`);
  expect(await library.run('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
  for (const name of [
    '2023/edited.jpg',
    '2023/deleted.jpg',
    '2023/moves.jpg',
    '2024/-n ñ\n.mp4',
    '2024/twin.jpg',
  ])
    library.put(name);
  library.put('2024/twin of it.jpg', 1000, '2024/twin.jpg');
  // A name that is not UTF-8, and a time with all of its digits.
  writeFileSync(fsPath(library.gallery('2024/\udcff.jpg')), 'odd name');
  utimesSync(fsPath(library.gallery('2024/\udcff.jpg')), 1_600_000_000.123456, 1_600_000_000.123456);
  await backUp();
  library.put('2023/edited.jpg', 1200, 'edited');
  rmSync(library.gallery('2023/deleted.jpg'));
  await backUp();
  mkdirSync(library.gallery('album'));
  renameSync(library.gallery('2023/moves.jpg'), library.gallery('album/moves.jpg'));
  await backUp();
}, 300_000);

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

describeWith(['rsync'], 'backup restore', () => {
  test('brings everything back: names, times and contents; again, it finds all there', async () => {
    const { files, summary } = await restored(0, '--to', out('all'));

    expect(treeOf(out('all'))).toEqual(states[2]);
    expect(files).toHaveLength(6);
    expect(summary).toMatchObject({ restored: 6, same: 0, failed: 0, beside: 0, to: out('all') });
    expect(await restored(0, '--to', out('all'))).toMatchObject({ summary: { restored: 0, same: 6 } });
    expect(treeOf(out('all'))).toEqual(states[2]);
    expect(listing(out('all')).filter((line) => line.includes('.photokeep'))).toEqual([]);
  });

  test.each([0, 1, 2])('brings the Gallery back as it was after backup %d', async (number) => {
    const to = out(`state ${String(number)}`);
    await restored(0, '--at', runs[number]!, '--to', to);
    expect(treeOf(to)).toEqual(states[number]);
  });

  test('brings back what was deleted, if asked to, and says so if not', async () => {
    const without = await restore('2023/deleted.jpg', '--to', out('deleted'));
    expect([without.code, without.stdout]).toEqual([2, '']);
    expect(without.stderr).toMatch(
      /2023\/deleted\.jpg is not in the Gallery any more, since .*; --include-deleted brings it back/,
    );
    const moved = await restore('2023/moves.jpg');
    expect(moved.stderr).toContain('it was moved to album/moves.jpg');

    const { files } = await restored(0, '2023', '--include-deleted', '--to', out('deleted'));
    expect(files).toEqual(['done deleted/2023/deleted.jpg', 'done deleted/2023/edited.jpg']);
  });

  test('never touches a different file that is in the way; a dry run says the same', async () => {
    mkdirSync(out('way/2023'), { recursive: true });
    writeFileSync(out('way/2023/edited.jpg'), 'mine');
    mkdirSync(out('way/album/moves.jpg'), { recursive: true });
    const before = listing(out('way'));

    const dry = await restored(0, '2023', 'album', '--to', out('way'), '--dry-run');
    expect(listing(out('way'))).toEqual(before);
    const real = await restored(0, '2023', 'album', '--to', out('way'));

    expect(real.files).toEqual([
      'done way/2023/edited.jpg -> way/2023/edited (2).jpg',
      'done way/album/moves.jpg -> way/album/moves (2).jpg',
    ]);
    expect(dry.files.map((line) => line.replace('planned', 'done'))).toEqual(real.files);
    expect(dry.summary).toMatchObject({ restored: 2, beside: 2, bytes: 2200, dryRun: true });
    expect(readFileSync(out('way/2023/edited.jpg'), 'utf8')).toBe('mine');
    expect(await restored(0, '2023', 'album', '--to', out('way'))).toMatchObject({
      summary: { restored: 0, same: 2 },
    });
  });

  test('into the Gallery can be undone: what came from the backup goes to the trash', async () => {
    rmSync(library.gallery('2024/-n ñ\n.mp4'));
    rmSync(library.gallery('album/moves.jpg'));
    const [missing, whole] = [treeOf(library.gallery()), states[2]];

    expect(await restore()).toMatchObject({ code: 0, stderr: '' });
    expect(treeOf(library.gallery())).toEqual(whole);
    const undone = await library.run('undo', '--yes');
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    expect(undone.stdout).toMatch(/^backup restore \S+: 2 files went to the trash\.\n/);
    expect(treeOf(library.gallery())).toEqual(missing);
    expect(filesBelow(library.state('trash'))).toHaveLength(2);

    expect(await restore('album', library.gallery('2024'))).toMatchObject({ code: 0, stderr: '' });
    expect(treeOf(library.gallery())).toEqual(whole);
    // The catalog knows them: nothing has to be read to see that nothing is to be backed up.
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
  });

  test('of a Gallery that was emptied fills it; one that is not there at all has to be made first', async () => {
    const emptied = filesBelow(library.gallery());
    for (const path of emptied) rmSync(fsPath(library.gallery(path)));
    expect(await restore()).toMatchObject({ code: 0, stderr: '' });
    expect(treeOf(library.gallery())).toEqual(states[2]);

    rmSync(library.gallery(), { recursive: true });
    const refused = await restore();
    expect([refused.code, refused.stdout]).toEqual([4, '']);
    expect(refused.stderr).toContain(`is its disk mounted? else photokeep init ${library.root} makes`);
    expect(existsSync(library.gallery())).toBe(false);

    await library.run('init', library.root);
    expect(await restore('--to', library.gallery())).toMatchObject({ code: 0, stderr: '' });
    expect(treeOf(library.gallery())).toEqual(states[2]);
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
  });

  test('takes a damaged file’s content from where else the target has it, and says what is lost', async () => {
    const damage = (path: string): void => {
      const { atime, mtime } = statSync(target(path));
      writeFileSync(target(path), 'x'.repeat(1000));
      utimesSync(target(path), atime, mtime);
    };
    damage('Gallery/2024/twin.jpg');
    damage('Gallery/album/moves.jpg');

    const ended = await restore('2024/twin.jpg', 'album', '--to', out('damaged'));

    expect([ended.code, ended.stderr]).toEqual([
      3,
      `failed  ${out('damaged/album/moves.jpg')}: is damaged at the target\n`,
    ]);
    expect(treeOf(out('damaged'))).toEqual(states[2]!.filter((line) => line.startsWith('2024/twin.jpg')));
    // A drill finds it, too.
    const drill = await library.said(3, 'backup', 'restore', 'hdd', '--drill', '--files', '99');
    expect(drill.at(-1)).toMatchObject({ drill: true, restored: 4, failed: 2 });
    expect(await library.run('backup', 'local')).toMatchObject({ code: 0 });
  });

  test('as a drill brings some files back, leaves nothing behind, and is on record', async () => {
    const before = [listing(library.root), listing(target())].flat();
    const ended = await restore('--drill', '--files', '3');

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(
      /^Drill: 3 files came back from hdd and are right \(.* in \d+ s\)\. They were removed again\.\n$/,
    );
    const record = JSON.parse(readFileSync(library.state('jobs/drill-hdd.json'), 'utf8')) as object;
    expect(record).toMatchObject({
      job: 'drill hdd',
      last: { exitCode: 0, counts: { restored: 3, failed: 0 } },
    });
    const after = [listing(library.root), listing(target())].flat();
    const kept = (lines: readonly string[]) =>
      lines.filter((line) => !/\/(jobs|targets)\b|\.photokeep\s/.test(line));
    expect(kept(after)).toEqual(kept(before));
  });

  test('that is asked wrongly says how', async () => {
    for (const [args, code, message] of [
      [['2019'], 2, 'the target has no 2019'],
      [['--at', '2001-01-01'], 2, 'there is no backup from 2001-01-01; the first one ended at'],
      [['--at', '2024-02-31'], 2, '2024-02-31 is no date'],
      [[''], 2, 'an empty path was given'],
      [['--at', 'never'], 2, 'the target knows no run never; its last ones:'],
      [['--at', runs[0]!, '--include-deleted'], 2, '--at and --include-deleted exclude each other'],
      [['--to', join(home, 'nowhere/deep')], 2, `${join(home, 'nowhere')} does not exist`],
      [['--to', target('inside')], 2, 'lies inside the backup target hdd'],
      [['--to', library.state('x')], 2, "is photokeep's own state"],
      [['--drill', '2023'], 2, '--drill chooses files by chance'],
    ] as const) {
      const ended = await restore(...args);
      expect([ended.code, ended.stdout]).toEqual([code, '']);
      expect(ended.stderr).toContain(message);
    }
  });

  test('does not follow a manifest that somebody has changed out of the Gallery', async () => {
    const [manifest, id] = [target('.photokeep-manifest.jsonl.gz'), target('.photokeep-manifest.json')];
    const good = [readFileSync(manifest), readFileSync(id)] as const;
    const text = gunzipSync(good[0]).toString();
    writeFileSync(
      manifest,
      gzipSync(text.replaceAll('"path":"album/moves.jpg"', '"path":"../../stray.jpg"')),
    );
    writeFileSync(id, good[1].toString().replace(/"id":"[^"]+"/, '"id":"another"'));
    rmSync(library.state('targets/hdd/index.db'));

    const ended = await restore('--to', out('stray'));

    expect([ended.code, ended.stdout]).toEqual([4, '']);
    expect(ended.stderr).toContain('names a file outside of the Gallery: ../../stray.jpg');
    expect(existsSync(out('stray'))).toBe(false);
    rmSync(library.state('targets/hdd/index.db'));
    writeFileSync(manifest, good[0]);
    writeFileSync(id, good[1]);
  });

  test('keeps to what versions the target has', () => {
    // What the tests above rely on: an older version was there all the time.
    expect(versionsAt(target()).length).toBeGreaterThan(0);
  });
});
