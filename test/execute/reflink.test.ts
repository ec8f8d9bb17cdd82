import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { canShareBlocks } from '../../src/execute/reflink.js';
import type { Action } from '../../src/plan/actions.js';
import { identityAt } from '../../src/scan/identity.js';
import { filesBelow } from '../contents.js';
import { type MountedDisk, mountNeeds, mountSharing, mountTmpfs } from '../mounted-disk.js';
import { describeWith } from '../requirements.js';
import { carryOut, endsOf, file, overwrite, reflinkOf } from './carry-out.js';

const content = 'picture'.repeat(20_000);
let home = '';
let disk: MountedDisk;
const here = (...path: string[]): string => join(home, ...path);
const there = (...path: string[]): string => join(disk.folder, ...path);

async function ends(...actions: readonly Action[]): Promise<string[]> {
  return endsOf(await carryOut(here('state'), actions));
}

function onDisk(): string[] {
  return filesBelow(disk.folder).map((path) => path.slice(disk.folder.length + 1));
}

/** All that a file manager, a backup program or a Gallery could see of a file, times to the nanosecond. */
function attributes(path: string): unknown[] {
  const { mode, uid, gid, size, mtimeNs, nlink } = lstatSync(path, { bigint: true });
  const tags = execFileSync('getfattr', ['--dump', '--absolute-names', path], { encoding: 'utf8' });
  return [mode, uid, gid, size, mtimeNs, nlink, tags, readFileSync(path, 'utf8') === content];
}

function isShared(path: string): boolean {
  return execFileSync('filefrag', ['-v', path], { encoding: 'utf8' }).includes('shared');
}

function mountFor(mount: () => MountedDisk): void {
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'photokeep-test-'));
    disk = mount();
  });
  afterEach(() => {
    for (const name of filesBelow(disk.folder)) unlinkSync(name);
  });
  afterAll(() => {
    disk.unmount();
    rmSync(home, { recursive: true, force: true });
  });
}

describe.each(['btrfs', 'xfs'] as const)('on %s, a reflink', (type) => {
  describeWith([...mountNeeds, `mkfs.${type}`, 'filefrag', 'setfattr'], 'of a duplicate', () => {
    mountFor(() => mountSharing(type, here('disk.img'), here('disk')));

    test('shares the blocks of the copy that stays, and keeps everything else as it was', async () => {
      const keep = file(there('a.jpg'), content);
      const copy = file(there('album/b.jpg'), content);
      chownSync(copy, 1000, 1001);
      chmodSync(copy, 0o640);
      execFileSync('setfattr', ['-n', 'user.xdg.tags', '-v', 'beach', copy]);
      execFileSync('touch', ['-d', '2020-01-02 03:04:05.123456789', copy]);
      const [before, beforeKeep] = [attributes(copy), attributes(keep)];
      const { ino } = lstatSync(copy);

      const outcomes = await carryOut(here('state'), [reflinkOf(copy, keep)]);

      expect(endsOf(outcomes)).toEqual(['done']);
      expect([attributes(copy), attributes(keep)]).toEqual([before, beforeKeep]);
      expect([isShared(copy), lstatSync(copy).ino === ino]).toEqual([true, false]);
      expect(outcomes).toMatchObject([{ placed: identityAt(copy) }]);
      expect(onDisk()).toEqual(['a.jpg', 'album/b.jpg']);

      overwrite(keep, 'PICTURE');
      expect(readFileSync(copy, 'utf8') === content).toBe(true);
    });

    test('is not made of a file that differs in its last byte, whatever the hashes say', async () => {
      const keep = file(there('a.jpg'), `${content}1`);
      const copy = file(there('b.jpg'), `${content}2`);
      const { fingerprint } = reflinkOf(keep, copy);
      const before = identityAt(copy);
      expect(await ends({ ...reflinkOf(copy, keep), fingerprint })).toEqual(['not-identical']);
      expect([identityAt(copy), onDisk()]).toEqual([before, ['a.jpg', 'b.jpg']]);
    });
  });
});

describeWith([...mountNeeds, 'mkfs.btrfs'], 'a reflink is left when', () => {
  mountFor(() => mountSharing('btrfs', here('disk.img'), here('disk')));

  test.each<[string, string, (keep: string, copy: string) => void]>([
    [
      'vanished',
      'the copy that stays is gone',
      (keep) => {
        unlinkSync(keep);
      },
    ],
    [
      'not-identical',
      'the copy that stays was written to',
      (keep) => {
        overwrite(keep, 'PICTURE');
      },
    ],
    [
      'changed',
      'the duplicate was written to',
      (_, copy) => {
        overwrite(copy, 'PICTURE');
      },
    ],
    [
      'hard-linked',
      'the duplicate has another name, which would keep the blocks',
      (_, copy) => {
        linkSync(copy, there('c.jpg'));
      },
    ],
  ])('%s: %s', async (reason, _, meanwhile) => {
    const [keep, copy] = [file(there('a.jpg'), content), file(there('b.jpg'), content)];
    const action = reflinkOf(copy, keep);
    meanwhile(keep, copy);
    const before = [identityAt(keep), identityAt(copy)];
    expect(await ends(action)).toEqual([reason]);
    expect([identityAt(keep), identityAt(copy)]).toEqual(before);
    expect(readdirSync(disk.folder).filter((name) => name.startsWith('.photokeep'))).toEqual([]);
  });

  test('target-taken: another file took its name after it was renamed aside, and keeps it', async () => {
    const [keep, copy] = [file(there('a.jpg'), content), file(there('b.jpg'), content)];
    const action = reflinkOf(copy, keep);
    const { ino } = action.identity;
    const identity = {
      ...action.identity,
      get ino() {
        if (readdirSync(disk.folder).some((name) => name.endsWith('.removing')))
          file(copy, 'another picture');
        return ino;
      },
    };
    expect(await ends({ ...action, identity })).toEqual(['target-taken']);
    expect(onDisk()).toEqual(['a.jpg', 'b (2).jpg', 'b.jpg']);
    expect(['b.jpg', 'b (2).jpg'].map((name) => readFileSync(there(name), 'utf8') === content)).toEqual([
      false,
      true,
    ]);
  });
});

describeWith(mountNeeds, 'where blocks cannot be shared', () => {
  mountFor(() => mountTmpfs(here('disk')));

  test('that is known beforehand, and leaves nothing behind', () => {
    expect(canShareBlocks(disk.folder)).toBe(false);
    expect(readdirSync(disk.folder)).toEqual([]);
  });

  test('and across file systems, a reflink fails and the file stays', async () => {
    const [keep, copy] = [file(there('a.jpg'), content), file(there('b.jpg'), content)];
    const elsewhere = file(here('c.jpg'), content);
    expect(await ends(reflinkOf(copy, keep), reflinkOf(elsewhere, keep))).toEqual([
      'cannot-share',
      'cannot-share',
    ]);
    expect(onDisk()).toEqual(['a.jpg', 'b.jpg']);
    expect(existsSync(elsewhere)).toBe(true);
  });
});
