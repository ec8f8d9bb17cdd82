import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { listing, treeOf } from '../folder-listing.js';
import { jsonLines } from '../json-output.js';
import { makeManyJpegs } from '../media/make-many.js';
import { photokeep } from '../photokeep.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const old = (path = ''): string => at('old/Photos', path);
const fresh = (path = ''): string => at('new/Pictures', path);
const target = (path = ''): string => at('disk/photos', path);

const onOld = (...args: readonly string[]) => photokeep(args, { home: at('old') });
const onNew = (...args: readonly string[]) => photokeep(args, { home: at('new') });

/** Names, times and contents, without inodes. */
const photos = (gallery: string): string[] =>
  treeOf(gallery)
    .filter((line) => !line.startsWith('.photokeep') && !line.endsWith('/'))
    .map((line) =>
      line
        .split(' ')
        .filter((_, index) => index < 2 || index > 3)
        .join(' '),
    );

/** A library of an old machine: four pictures from a phone, backed up to a disk. Then the machine is gone. */
beforeEach(async () => {
  for (const folder of ['old', 'new', 'disk', 'disk/photos', 'phone']) mkdirSync(at(folder));
  expect(await onOld('init', old())).toMatchObject({ code: 0 });
  writeFileSync(
    old('.photokeep/config.yaml'),
    [
      '# what we agreed on',
      'imports: [images/Imports/Phone]',
      'backups:',
      `  - { name: hdd, to: ${target()} }   # the old disk`,
      '',
    ].join('\n'),
  );
  mkdirSync(at('old/.config/photokeep'), { recursive: true });
  writeFileSync(at('old/.config/photokeep/config.yaml'), `library: ${old()}\nlayout: YYYY/MM\n`);
  await makeManyJpegs(at('phone'), 4, { seed: 3 });
  cpSync(at('phone'), old('images/Imports/Phone'), { recursive: true, preserveTimestamps: true });
  expect(await onOld('import', '--settle', '0')).toMatchObject({ code: 0 });
  expect(await onOld('backup', 'setup', 'hdd', '--yes')).toMatchObject({ code: 0 });
  expect(await onOld('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
});

describeWith(['rsync'], 'a new machine', () => {
  test('gets the library of the old one back from the backup alone, and imports nothing twice', async () => {
    const before = photos(old('images/Gallery'));
    renameSync(at('old'), at('gone'));
    // The disk is mounted elsewhere now.
    renameSync(at('disk'), at('usb'));
    const disk = at('usb/photos');
    const backedUp = listing(disk);

    const dry = await onNew('init', '--from-backup', disk, fresh(), '--dry-run');
    expect(existsSync(fresh())).toBe(false);
    const made = await onNew('init', '--from-backup', disk, fresh());

    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(dry.stdout.replace('Would bring', 'Brought')).toBe(made.stdout);
    expect(made.stdout.split('\n')).toEqual([
      `Brought the library ${fresh()} back from hdd, ${disk}: its id, ledger and 1 journal.`,
      `config  ${fresh('.photokeep/config.yaml')}`,
      `        line 4  was  - { name: hdd, to: ${at('disk/photos')} }   # the old disk`,
      `                is   - { name: hdd, to: ${disk} }   # the old disk`,
      `config  ${at('new/.config/photokeep/config.yaml')}`,
      `        line 1  was  library: ${old()}`,
      `                is   library: ${fresh()}`,
      `Next: photokeep backup restore hdd --library ${fresh()}   (brings the photos back; import after that)`,
      'If the old machine still runs, do not let both back up to the same target.',
      '',
    ]);
    expect(readdirSync(at('new/Pictures')).sort()).toEqual(['.photokeep', 'images', 'tmp']);
    const markers = ['gone/Photos', 'new/Pictures'].map(
      (root) => JSON.parse(readFileSync(at(root, '.photokeep/library.json'), 'utf8')) as { id: string },
    );
    expect(markers[1]!.id).toBe(markers[0]!.id);

    expect(await onNew('backup', 'restore', 'hdd')).toMatchObject({ code: 0, stderr: '' });
    expect(photos(fresh('images/Gallery'))).toEqual(before);
    expect(listing(disk)).toEqual(backedUp);

    cpSync(at('phone'), fresh('images/Imports/Phone'), { recursive: true, preserveTimestamps: true });
    const again = await onNew('import', '--settle', '0', '--json');
    expect(jsonLines(again.stdout).at(-1)).toMatchObject({ moved: 0, duplicates: 4, held: 0, exitCode: 0 });
    expect(photos(fresh('images/Gallery'))).toEqual(before);

    // And it goes on backing up where the old one ended: nothing has to be sent.
    const next = await onNew('backup', 'local', '--json');
    expect(jsonLines(next.stdout).at(-1)).toMatchObject({
      sent: 0,
      moved: 0,
      gone: 0,
      failed: 0,
      exitCode: 0,
    });
  });

  test('is told what it would lose: a library that is there already stays as it is', async () => {
    const before = listing(old());
    const taken = await onOld('init', '--from-backup', target(), old());
    expect([taken.code, taken.stdout]).toEqual([4, '']);
    expect(taken.stderr).toContain(`${old()} is a library already`);
    expect(listing(old())).toEqual(before);

    const none = await onNew('init', '--from-backup', at('phone'), fresh());
    expect([none.code, none.stdout]).toEqual([4, '']);
    expect(none.stderr).toContain(`${at('phone')} is no backup target of a library`);
    expect(existsSync(fresh())).toBe(false);

    rmSync(target('.photokeep-state'), { recursive: true });
    const empty = await onNew('init', '--from-backup', target(), fresh());
    expect([empty.code, empty.stdout]).toEqual([4, '']);
    expect(empty.stderr).toContain('the target has no saved state of a library');
    expect(readdirSync(at('new'))).toEqual([]);
  });
});
