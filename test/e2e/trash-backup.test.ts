import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { type BackupLibrary, contentOf, makeBackupLibrary } from '../backup-library.js';
import { filesBelow } from '../contents.js';
import { describeWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const target = (path = ''): string => at('Backup', path);
const photo = '2023/a.jpg';

let library: BackupLibrary;

const inTrash = (): number => filesBelow(library.state('trash')).length;
const emptyTrash = (code: number) => library.said(code, 'trash', 'empty', '--yes');

/** A library whose trash has a photo that the Gallery has no longer, and that a backup was proven to hold. */
beforeEach(async () => {
  library = await makeBackupLibrary(at());
  mkdirSync(target());
  library.configure(`{ name: hdd, to: ${target()} }`);
  library.put(photo);
  library.put('2023/stays.jpg');
  await library.run('backup', 'setup', 'hdd', '--yes');
  expect(await library.run('backup', 'local')).toMatchObject({ code: 0, stderr: '' });
  rmSync(library.gallery(photo));
  expect(await library.run('backup', 'restore', 'hdd')).toMatchObject({ code: 0, stderr: '' });
  expect(await library.run('undo', '--yes')).toMatchObject({ code: 0, stderr: '' });
  expect([inTrash(), existsSync(library.gallery(photo))]).toEqual([1, false]);
});

/** Makes all runs look as if they had been so many days ago. */
function ageAllRuns(days: number): void {
  const past = new Date(Date.now() - days * 86_400_000).toISOString().replace(/\D/g, '');
  const older = (run: string): string => `${past.slice(0, 8)}-${past.slice(8, 14)}${run.slice(15)}`;
  for (const run of readdirSync(library.state('trash'))) {
    renameSync(library.state(`trash/${run}`), library.state(`trash/${older(run)}`));
  }
  for (const name of readdirSync(library.state('journals')).filter((each) => each.endsWith('.jsonl'))) {
    renameSync(library.state(`journals/${name}`), library.state(`journals/${older(name)}`));
  }
}

describeWith(['rsync'], 'what only a verified backup holds', () => {
  test('leaves the trash for good when it is told to, compared byte for byte with the backup', async () => {
    const lines = await emptyTrash(0);
    expect(lines.at(-1)).toMatchObject({ deleted: 1, skipped: 0, failed: 0 });
    expect(lines.find(({ event }) => event === 'file')).toMatchObject({ keep: target(`Gallery/${photo}`) });
    expect(inTrash()).toBe(0);
    expect(readFileSync(target(`Gallery/${photo}`))).toEqual(contentOf(photo, 1000));
  });

  test('leaves it by itself after sixty days', async () => {
    ageAllRuns(61);
    mkdirSync(library.gallery('../Imports/Phone/x'), { recursive: true });
    writeFileSync(library.gallery('../Imports/Phone/note.txt'), 'so that there is something to look at');
    const { code, stderr } = await library.run('import', '--settle', '0');
    expect(code).toBe(0);
    expect(stderr).toContain('1 file (1.0 kB) left the trash for good; the Gallery or a backup has them all');
    expect(inTrash()).toBe(0);
  });

  test('stays when the backup has other bytes by now', async () => {
    const { mtime } = statSync(target(`Gallery/${photo}`));
    writeFileSync(target(`Gallery/${photo}`), contentOf('another', 1000));
    utimesSync(target(`Gallery/${photo}`), mtime, mtime);
    const lines = await emptyTrash(3);
    expect(lines.find(({ event }) => event === 'file')).toMatchObject({ reason: 'not-identical' });
    expect(inTrash()).toBe(1);
  });

  test('stays as long as the backup is away, is not ours, or will not keep it', async () => {
    const marker = readFileSync(target('.photokeep-target.json'));
    const doubts: readonly [string, change: () => void, back: () => void][] = [
      [
        'its disk is not here',
        () => {
          renameSync(target(), at('away'));
        },
        () => {
          renameSync(at('away'), target());
        },
      ],
      [
        'the folder is no longer the target',
        () => {
          rmSync(target('.photokeep-target.json'));
        },
        () => {
          writeFileSync(target('.photokeep-target.json'), marker);
        },
      ],
      [
        'it mirrors what is deleted',
        () => {
          library.configure(`{ name: hdd, to: ${target()}, mirror: true }`);
        },
        () => {
          library.configure(`{ name: hdd, to: ${target()} }`);
        },
      ],
      [
        'an edited file has the name in the Gallery: the next backup makes an old version of it',
        () => {
          library.put(photo, 1200, 'edited');
        },
        () => undefined,
      ],
    ];
    for (const [doubt, change, back] of doubts) {
      change();
      expect([doubt, (await emptyTrash(0)).at(-1)]).toEqual([
        doubt,
        expect.objectContaining({ deleted: 0, skipped: 1 }),
      ]);
      back();
    }
    expect(inTrash()).toBe(1);
  });
});
