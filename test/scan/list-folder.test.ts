import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FileTable } from '../../src/scan/file-table.js';
import { readSnapshot } from '../../src/scan/folder-snapshot.js';
import { identityAt } from '../../src/scan/identity.js';
import { listFolder } from '../../src/scan/list-folder.js';
import { walk, type Walked } from '../../src/scan/walk.js';
import { fsPath } from '../../src/system/fs-path.js';
import { asOrdinaryUser } from '../ordinary-user.js';
import { temporaryFolder } from '../temporary-folder.js';

const at = temporaryFolder();
const names = [
  ...['IMG_1.JPG', 'img_1.jpg.xmp', 'b', 'B.mov', 'a.NEF', 'Ünï.heic', 'caf\udce9.jpg', '\udcff', 'x\n.jpg'],
  ...['\uFFFD.jpg', '.hidden', '.stignore', '._a.jpg', 'Thumbs.db', 'x.part', '~syncthing~a.tmp', '@eaDir'],
];

function fill(folder: string): void {
  mkdirSync(fsPath(folder), { recursive: true });
  for (const name of names) writeFileSync(fsPath(`${folder}/${name}`), name);
  writeFileSync(fsPath(`${folder}/empty.jpg`), '');
  symlinkSync('b', fsPath(`${folder}/link.jpg`));
  symlinkSync('.', fsPath(`${folder}/link to a folder`));
  linkSync(fsPath(`${folder}/b`), fsPath(`${folder}/other name of b`));
}

/** All that listing a folder and those in it shows, as a walk would. */
function listed(folder: string, table = new FileTable()): Walked[] {
  const listing = listFolder(folder);
  const { first, end } = table.add(folder, 0, listing);
  const files = Array.from({ length: end - first }, (_, place) => {
    const file = first + place;
    return { path: table.path(file), identity: table.identity(file) };
  });
  return [...files, ...listing.left, ...listing.folders.flatMap(({ path }) => listed(path, table))];
}

const byPath = (a: Walked, b: Walked): number => (a.path < b.path ? -1 : 1);

test('shows what a walk shows', () => {
  fill(at('tree'));
  fill(at('tree/below'));
  fill(at('tree/be\udcffow/deep'));
  mkdirSync(at('tree/empty'));
  mkdirSync(at('tree/.stfolder'));
  const walked = [...walk(at('tree'))].sort(byPath);
  expect(walked).toHaveLength(3 * (names.length + 4) + 1);
  expect(listed(at('tree')).sort(byPath)).toEqual(walked);
});

test('a folder that is not there is empty, and one that cannot be listed is told', () => {
  mkdirSync(at('closed'));
  chmodSync(at('closed'), 0);
  expect(listed(at('missing'))).toEqual([]);
  const said = asOrdinaryUser(at(), () => listed(at('closed')));
  expect(said).toEqual([{ path: at('closed'), failure: 'unreadable' }]);
});

describe('a table', () => {
  test('keeps the files of many folders apart', () => {
    const table = new FileTable();
    for (let folder = 0; folder < 30; folder++) {
      const path = at(String(folder));
      mkdirSync(path);
      for (let file = 0; file < 100; file++)
        writeFileSync(`${path}/${String(file)}.jpg`, `${String(folder)} ${String(file)}`);
      table.add(path, folder % 3, listFolder(path));
    }
    expect(table.count).toBe(3_000);
    for (const file of [0, 99, 100, 1_234, 2_999]) {
      const path = table.path(file);
      expect(table.identity(file)).toEqual(identityAt(path));
      expect(table.folder(file).path).toBe(at(String(Math.floor(file / 100))));
      expect(table.folder(file).root).toBe(Math.floor(file / 100) % 3);
      expect(table.role(file)).toBe('still');
    }
  });

  test('knows hard links, and roles by names; what is left out has no part in anything', () => {
    fill(at('tree'));
    const table = new FileTable();
    const { first, end } = table.add(at('tree'), 0, listFolder(at('tree')));
    const fileOf = new Map(Array.from({ length: end - first }, (_, file) => [table.name(file), file]));
    const [b = -1, other = -1, raw = -1] = ['b', 'other name of b', 'a.NEF'].map((name) => fileOf.get(name));
    expect([b, other, raw].map((file) => table.hasOtherNames(file))).toEqual([true, true, false]);
    expect(table.isSameInode(b, other)).toBe(true);
    expect(table.isSameInode(b, raw)).toBe(false);
    const rawAndSidecars = (): string[] =>
      [...table.withRoles(['raw', 'sidecar'])].map((file) => table.name(file));
    expect(rawAndSidecars()).toEqual(['a.NEF', 'img_1.jpg.xmp']);
    table.leaveOut(raw);
    expect(rawAndSidecars()).toEqual(['img_1.jpg.xmp']);
    expect([...table.between(first, end)]).not.toContain(raw);
  });

  test('takes snapshots that tell names and identities', () => {
    fill(at('tree'));
    fill(at('other'));
    const table = new FileTable();
    table.add(at('other'), 0, listFolder(at('other')));
    const folder = table.add(at('tree'), 0, listFolder(at('tree')));
    table.add(at('other'), 0, listFolder(at('other')));
    const again = new FileTable();
    const takeAgain = (): Buffer => again.snapshot(again.add(at('tree'), 0, listFolder(at('tree'))));
    const snapshot = takeAgain();

    expect(table.snapshot(folder).equals(snapshot)).toBe(true);
    expect([...readSnapshot(snapshot, folder.end - folder.first)]).toEqual(
      Array.from({ length: folder.end - folder.first }, (_, place) => {
        const { size, mtimeMs, ctimeMs, ino } = table.identity(folder.first + place);
        return [table.name(folder.first + place), { place, identity: { size, mtimeMs, ctimeMs, ino } }];
      }),
    );
    writeFileSync(at('tree/a.NEF'), 'A.nef');
    expect(takeAgain().equals(snapshot)).toBe(false);
  });
});
