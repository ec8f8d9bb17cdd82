import {
  chownSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { placeWithoutReplacing, putBack } from '../../src/execute/operations.js';
import type { Action } from '../../src/plan/actions.js';
import { identityAt } from '../../src/scan/identity.js';
import { contentsOf, filesBelow } from '../contents.js';
import {
  exfatNeeds,
  mountBind,
  mountExfat,
  type MountedDisk,
  mountNeeds,
  mountTmpfs,
} from '../mounted-disk.js';
import { describeWith, testWith } from '../requirements.js';
import { carryOut, copyOf, endsOf, file, type Meanwhile, moveOf, overwrite, trashOf } from './carry-out.js';

let home = '';
let disk: MountedDisk;
const here = (...path: string[]): string => join(home, ...path);
const there = (...path: string[]): string => join(disk.folder, ...path);

function text(path: string): string {
  return readFileSync(path, 'utf8');
}

/** The files of the disk, by name. */
function onDisk(): string[] {
  return filesBelow(disk.folder).map((path) => path.slice(disk.folder.length + 1));
}

async function ends(actions: readonly Action[], meanwhile?: Meanwhile): Promise<string[]> {
  return endsOf(await carryOut(here('state'), actions, meanwhile));
}

function mountFor(mount: () => MountedDisk): void {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
    disk = mount();
  });
  afterEach(() => {
    for (const folder of [disk.folder, here('drop'), here('state')])
      for (const name of filesBelow(folder)) unlinkSync(name);
  });
  afterAll(() => {
    disk.unmount();
    rmSync(home, { recursive: true, force: true });
  });
}

describeWith(exfatNeeds, 'on an exFAT disk, which has no links', () => {
  mountFor(() => mountExfat(here('exfat.img'), here('exfat')));

  test('links really are impossible there, else these tests say nothing', () => {
    file(there('probe'), 'x');
    expect(() => placeWithoutReplacing(there('probe'), there('probe'), () => undefined)).toThrow();
    let reservations = 0;
    expect(placeWithoutReplacing(there('probe'), there('moved'), () => reservations++)).toBe('renamed');
    expect(reservations).toBe(1);
  });

  test('a move reserves its name, announces that, and then takes it', async () => {
    const source = file(there('drop/a.jpg'), 'picture');
    let reserved: number[] = [];
    const outcomes = await carryOut(here('state'), [moveOf(source, there('gallery/2021/a.jpg'))], {
      whileReserved: () => {
        reserved = [lstatSync(there('gallery/2021/a.jpg')).size, lstatSync(source).size];
      },
    });
    expect(endsOf(outcomes)).toEqual(['done']);
    expect(reserved).toEqual([0, 7]);
    expect(onDisk()).toEqual(['gallery/2021/a.jpg']);
    expect(text(there('gallery/2021/a.jpg'))).toBe('picture');
    expect(outcomes).toMatchObject([{ placed: identityAt(there('gallery/2021/a.jpg')) }]);
  });

  test('a move onto a taken name fails, also one in other letters', async () => {
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(there('drop', name), name));
    file(there('gallery/a.jpg'), 'of somebody else');
    file(there('gallery/B.JPG'), 'of somebody else');
    const actions = sources.map((source) => moveOf(source, source.replace('/drop/', '/gallery/')));
    expect(await ends(actions)).toEqual(['target-taken', 'target-taken']);
    expect(onDisk()).toEqual(['drop/a.jpg', 'drop/b.jpg', 'gallery/B.JPG', 'gallery/a.jpg']);
    expect([text(sources[0]!), text(there('gallery/a.jpg'))]).toEqual(['a.jpg', 'of somebody else']);
  });

  test('a reservation that somebody fills is theirs', async () => {
    const source = file(there('drop/a.jpg'), 'picture');
    const fill = (): void => {
      overwrite(there('gallery/a.jpg'), 'of somebody else');
    };
    expect(await ends([moveOf(source, there('gallery/a.jpg'))], { whileReserved: fill })).toEqual([
      'target-taken',
    ]);
    expect([text(source), text(there('gallery/a.jpg'))]).toEqual(['picture', 'of somebody else']);
  });

  test('a source that vanishes after the reservation takes the reservation with it', async () => {
    const source = file(there('drop/a.jpg'), 'picture');
    const vanish = (): void => {
      unlinkSync(source);
    };
    expect(await ends([moveOf(source, there('gallery/a.jpg'))], { whileReserved: vanish })).toEqual([
      'vanished',
    ]);
    expect(onDisk()).toEqual([]);
  });

  test('a file that took the source’s name after the check is put back there', async () => {
    const source = file(there('drop/a.jpg'), 'picture');
    const swap = (): void => {
      renameSync(file(there('drop/new'), 'another picture'), source);
    };
    expect(await ends([moveOf(source, there('gallery/a.jpg'))], { whileReserved: swap })).toEqual([
      'changed',
    ]);
    expect(onDisk()).toEqual(['drop/a.jpg']);
    expect(text(source)).toBe('another picture');
  });

  test('putting back replaces nothing', () => {
    file(there('a.jpg'), 'new owner of the name');
    putBack(file(there('.aside'), 'picture'), there('a.jpg'));
    expect(onDisk()).toEqual(['a (2).jpg', 'a.jpg']);
    expect(text(there('a (2).jpg'))).toBe('picture');
  });

  test('a duplicate goes to the trash by its bytes', async () => {
    const keep = file(there('gallery/a.jpg'), 'picture');
    const sources = ['a.jpg', 'b.jpg'].map((name, n) =>
      file(there('drop', name), n === 0 ? 'picture' : 'PICTURE'),
    );
    const actions = sources.map((source) => trashOf(source, source.replace('/drop/', '/trash/'), keep));
    expect(await ends(actions)).toEqual(['done', 'not-identical']);
    expect(onDisk()).toEqual(['drop/b.jpg', 'gallery/a.jpg', 'trash/a.jpg']);
  });

  test('a file met again under other letters is not taken for its own copy', async () => {
    file(there('Gallery/a.jpg'), 'picture');
    const action = trashOf(there('gallery/a.jpg'), there('trash/a.jpg'), there('Gallery/a.jpg'));
    expect(await ends([action])).toEqual(['keep-missing']);
    expect(text(there('Gallery/a.jpg'))).toBe('picture');
    expect(contentsOf(disk.folder)).toHaveLength(1);
  });

  test('a copy onto it works although it knows no owners', async () => {
    const source = file(here('drop/a.jpg'), 'picture');
    chownSync(source, 1000, 1000);
    expect(await ends([copyOf(source, there('gallery/2021/a.jpg'), true)])).toEqual(['done']);
    expect(onDisk()).toEqual(['gallery/2021/a.jpg']);
    expect(filesBelow(here('drop'))).toEqual([]);
    expect(text(there('gallery/2021/a.jpg'))).toBe('picture');
  });

  test('a copy from it works', async () => {
    const source = file(there('DCIM/a.jpg'), 'picture');
    const target = here('drop/gallery/a.jpg');
    expect(await ends([copyOf(source, target, false)])).toEqual(['done']);
    expect([text(source), text(target)]).toEqual(['picture', 'picture']);
    expect(lstatSync(target).mtimeMs).toBe(lstatSync(source).mtimeMs);
  });

  test('a copy that is removed before the batch ends does not cost its source', async () => {
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(here('drop', name), name));
    const actions = sources.map((source) => copyOf(source, there('gallery', source.slice(-5)), true));
    let placed = 0;
    const removeFirst = (): void => {
      if (++placed === 2) unlinkSync(there('gallery/a.jpg'));
    };
    expect(await ends(actions, { whileReserved: removeFirst })).toEqual(['changed', 'done']);
    expect(filesBelow(here('drop'))).toEqual([sources[0]]);
    expect(onDisk()).toEqual(['gallery/b.jpg']);
  });
});

describeWith(mountNeeds, 'between two file systems that the plan took for one', () => {
  mountFor(() => mountTmpfs(here('tmpfs')));

  beforeEach(() => {
    expect(lstatSync(disk.folder).dev).not.toBe(lstatSync(home).dev);
  });

  test('a move is carried out as a copy that is read back, then the source goes', async () => {
    const source = file(here('drop/a.jpg'), 'picture');
    const { mtimeMs } = lstatSync(source);
    const action = moveOf(source, there('gallery/a.jpg'));
    let verified = 0;
    const outcomes = await carryOut(here('state'), [action], { whileVerifying: () => verified++ });
    expect(outcomes).toMatchObject([
      { action: { kind: 'move' }, status: 'done', placed: identityAt(there('gallery/a.jpg')) },
    ]);
    expect(verified).toBe(1);
    expect(onDisk()).toEqual(['gallery/a.jpg']);
    expect(Math.trunc(lstatSync(there('gallery/a.jpg')).mtimeMs)).toBe(Math.trunc(mtimeMs));
    expect(filesBelow(here('drop'))).toEqual([]);
  });

  test('a move that goes wrong on the way leaves the source', async () => {
    const source = file(here('drop/a.jpg'), 'picture');
    const spoil = (temporaries: readonly string[]): void => {
      overwrite(temporaries[0]!, 'P');
    };
    expect(await ends([moveOf(source, there('gallery/a.jpg'))], { whileVerifying: spoil })).toEqual([
      'verify-failed',
    ]);
    expect(text(source)).toBe('picture');
    expect(onDisk()).toEqual([]);
  });

  test('a duplicate goes to a trash over there only when its bytes agree', async () => {
    const keep = file(there('gallery/a.jpg'), 'picture');
    const same = file(here('drop/a.jpg'), 'picture');
    const other = file(here('drop/b.jpg'), 'PICTURE');
    const actions = [same, other].map((source) => trashOf(source, there('trash', source.slice(-5)), keep));
    expect(await ends(actions)).toEqual(['done', 'not-identical']);
    expect(onDisk()).toEqual(['gallery/a.jpg', 'trash/a.jpg']);
    expect(filesBelow(here('drop'))).toEqual([other]);
  });

  test('and comes back from there when another file of its asset cannot go', async () => {
    const [keep, other] = [file(there('gallery/a.jpg'), 'picture'), file(there('gallery/b.jpg'), 'PICTURE')];
    const sources = ['a.jpg', 'b.jpg'].map((name) => file(here('drop', name), 'picture'));
    const { mtimeMs } = lstatSync(sources[0]!);
    const actions = [
      { ...trashOf(sources[0]!, there('trash/a.jpg'), keep), together: 1 },
      { ...trashOf(sources[1]!, there('trash/b.jpg'), other), together: 1 },
    ];
    expect(await ends(actions)).toEqual(['companion-failed', 'not-identical']);
    expect(filesBelow(here('drop'))).toEqual(sources);
    expect(Math.trunc(lstatSync(sources[0]!).mtimeMs)).toBe(Math.trunc(mtimeMs));
    expect(onDisk()).toEqual(['gallery/a.jpg', 'gallery/b.jpg']);
  });

  test('a taken name is not replaced', async () => {
    const source = file(here('drop/a.jpg'), 'picture');
    file(there('gallery/a.jpg'), 'of somebody else');
    expect(await ends([moveOf(source, there('gallery/a.jpg'))])).toEqual(['target-taken']);
    expect([text(source), text(there('gallery/a.jpg'))]).toEqual(['picture', 'of somebody else']);
  });

  test('a full disk fails the files that do not fit, and each stays at its source', async () => {
    const sources = ['a.mp4', 'b.mp4', 'c.mp4'].map((name) =>
      file(here('drop', name), name.repeat(6_000_000)),
    );
    const actions = sources.map((source) => copyOf(source, there('gallery', source.slice(-5)), true));
    const before = contentsOf(here('drop'));
    expect(await ends(actions)).toEqual(['done', 'done', 'no-space']);
    expect(onDisk()).toEqual(['gallery/a.mp4', 'gallery/b.mp4']);
    expect(contentsOf(here('drop'), disk.folder)).toEqual(before);
  });
});

testWith(mountNeeds, 'a file met again through a bind mount is not taken for its own copy', async () => {
  home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
  const keep = file(here('gallery/a.jpg'), 'picture');
  disk = mountBind(here('gallery'), here('seen-again'));
  try {
    const action = trashOf(there('a.jpg'), here('trash/a.jpg'), keep);
    expect(await ends([action])).toEqual(['not-permitted']);
    expect(text(keep)).toBe('picture');
    expect(filesBelow(here('trash'))).toEqual([]);

    // The same with another hard link somewhere, so that the count of links does not tell.
    linkSync(keep, here('elsewhere.jpg'));
    const again = trashOf(there('a.jpg'), here('trash/a.jpg'), keep);
    expect(await ends([again])).toEqual(['keep-missing']);
    expect(text(keep)).toBe('picture');
    expect(filesBelow(here('trash'))).toEqual([]);
  } finally {
    disk.unmount();
    rmSync(home, { recursive: true, force: true });
  }
});
