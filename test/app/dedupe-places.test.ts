import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type DedupeArguments, type DedupePlaces, findDedupePlaces } from '../../src/app/dedupe-places.js';
import { createRemovalGuard } from '../../src/app/removal-guard.js';
import type { RawSettings } from '../../src/config/load.js';
import { makeLibrary } from '../../src/library/marker.js';
import { identityAt } from '../../src/scan/identity.js';
import { disksForEachTest } from '../disks.js';
import { fakeContext } from '../fake-context.js';
import { listing } from '../folder-listing.js';
import { exfatNeeds, mountBind, mountNeeds } from '../mounted-disk.js';
import { testWith } from '../requirements.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const disks = disksForEachTest();
const at = temporaryFolder();
const host = 'raspberry';

interface Given extends Partial<DedupeArguments> {
  readonly config?: Readonly<Record<string, unknown>>;
}

function places(paths: readonly string[], { library, acts = true, config = {} }: Given = {}): DedupePlaces {
  const settings = new Map(
    Object.entries(config).map(([key, value]) => [key, { value, origin: 'c.yaml:1' }]),
  ) as unknown as RawSettings;
  return findDedupePlaces(fakeContext(at(), { host }), { paths, library, acts }, settings);
}

/** The library by its path, new or not, and each root by its path and what it is. */
function short({ library: { paths, isNew }, roots }: DedupePlaces): string[] {
  return [
    `${relative(at(), paths.root)} (${isNew ? 'new ' : ''}${paths.kind})`,
    ...roots.map(({ path, place, without }) =>
      [relative(at(), path), place, ...without.map((each) => `-${relative(path, each)}`)].join(' '),
    ),
  ];
}

beforeEach(() => {
  makeLibrary(at('Photos'), 'library', host);
  for (const folder of ['Photos/images/Gallery/2021', 'Photos/images/Gallery/2022', 'old/a', 'new'])
    mkdirSync(at(folder), { recursive: true });
});

describe('without a name', () => {
  test('the Gallery of the configured library is looked through; copies go in layout folders only', () => {
    const found = places([], { config: { library: at('Photos') } });
    expect(short(found)).toEqual(['Photos (library)', 'Photos/images/Gallery gallery']);
    expect(found.roots[0]?.actsOn).toBe('layout folders');
  });

  test('and of a Gallery alone, all of it', () => {
    makeLibrary(at('new'), 'gallery', host);
    expect(short(places([], { library: at('new') }))).toEqual(['new (gallery)', 'new gallery']);
  });

  test('a folder that was named before is acted on throughout again', () => {
    makeLibrary(at('old'), 'folder', host);
    const found = places([], { library: at('old') });
    expect(short(found)).toEqual(['old (folder)', 'old elsewhere']);
    expect(found.roots[0]?.actsOn).toBe('everything');
  });

  test('there must be a library', () => {
    expect(thrownBy(() => places([]))).toMatchObject({ kind: 'usage', message: 'no library is configured' });
  });
});

describe('folders of a library', () => {
  test.each<[string, string[], string[]]>([
    ['a folder of its Gallery', ['Photos/images/Gallery/2021'], ['Photos/images/Gallery/2021 gallery']],
    [
      'in the order in which they are named',
      ['Photos/images/Gallery/2022', 'Photos/images/Gallery/2021'],
      ['Photos/images/Gallery/2022 gallery', 'Photos/images/Gallery/2021 gallery'],
    ],
    [
      'but drop folders after the Gallery, whatever the order',
      ['Photos/images/Imports/PC', 'new', 'Photos/images/Gallery', 'Photos/images/Imports/Phone'],
      [
        ...['new elsewhere', 'Photos/images/Gallery gallery', 'Photos/images/Imports/PC drop folder'],
        'Photos/images/Imports/Phone drop folder',
      ],
    ],
    [
      'drop folders in their own order where the Gallery is not among them',
      ['Photos/images/Imports/PC', 'new'],
      ['Photos/images/Imports/PC drop folder', 'new elsewhere'],
    ],
    [
      'the whole library: its Gallery, then the rest, without the thumbnails of a viewer',
      ['Photos'],
      ['Photos/images/Gallery gallery', 'Photos drop folder -images/Gallery -tmp'],
    ],
    [
      'a folder around the library',
      ['.'],
      ['Photos/images/Gallery gallery', ' drop folder -Photos/images/Gallery -Photos/tmp'],
    ],
    [
      'a folder inside one that is named later is a root of its own',
      ['Photos/images/Gallery/2021', 'Photos/images/Gallery'],
      ['Photos/images/Gallery/2021 gallery', 'Photos/images/Gallery gallery -2021'],
    ],
    [
      'a folder inside one that is named before is none',
      ['Photos/images/Gallery', 'Photos/images/Gallery/2021', 'Photos/images/Gallery/'],
      ['Photos/images/Gallery gallery'],
    ],
    [
      'folders elsewhere beside them',
      ['old', 'Photos/images/Gallery/2021'],
      ['old elsewhere', 'Photos/images/Gallery/2021 gallery'],
    ],
  ])('%s', (_, named, roots) => {
    const found = places(
      named.map((path) => at(path)),
      { config: { library: at('Photos') } },
    );
    expect(short(found)).toEqual(['Photos (library)', ...roots]);
    // The Gallery has albums also where it was named; what was named in it has none.
    for (const { path, actsOn } of found.roots)
      expect(actsOn).toBe(path === at('Photos/images/Gallery') ? 'layout folders' : 'everything');
  });

  test('are known without a config', () => {
    for (const path of ['Photos', 'Photos/images/Gallery/2021', 'Photos/images/Imports/PC'])
      expect(short(places([at(path)]))[0]).toBe('Photos (library)');
  });

  test('a drop folder may lie outside of it', () => {
    const config = { library: at('Photos'), imports: ['images/Imports/PC', at('new')] };
    expect(short(places([at('new')], { config }))).toEqual(['Photos (library)', 'new drop folder']);
  });

  test('symbolic links lead to them under the names that the library has for them', () => {
    symlinkSync(at('Photos/images/Gallery/2021'), at('link'));
    symlinkSync(at('Photos'), at('library'));
    expect(short(places([at('link'), at('Photos/images/Gallery/2021')])).slice(1)).toEqual([
      'Photos/images/Gallery/2021 gallery',
    ]);
    expect(short(places([at('link')], { library: at('library') })).slice(1)).toEqual([
      'library/images/Gallery/2021 gallery',
    ]);
  });

  test('also where the Gallery itself is a link to another disk', () => {
    for (const folder of ['disk/Gallery/2021', 'Second/images']) mkdirSync(at(folder), { recursive: true });
    symlinkSync(at('disk/Gallery'), at('Second/images/Gallery'));
    makeLibrary(at('Second'), 'library', host);
    expect(short(places([at('Second/images/Gallery/2021')]))).toEqual([
      'Second (library)',
      'Second/images/Gallery/2021 gallery',
    ]);
  });

  test('of two libraries are too much for one run', () => {
    makeLibrary(at('Second'), 'library', host);
    for (const found of [
      () => places([at('Photos/images/Gallery'), at('Second/images/Gallery')]),
      () => places([at('Second')], { library: at('Photos') }),
    ])
      expect(thrownBy(found)).toMatchObject({
        kind: 'usage',
        message: `two libraries are meant, ${at('Photos')} and ${at('Second')}`,
      });
  });
});

describe('folders outside of any library', () => {
  test('keep journal and trash in the first of them, where nothing is made before something is done', () => {
    const before = listing(at());
    expect(short(places([at('old'), at('new')]))).toEqual([
      'old (new folder)',
      'old elsewhere',
      'new elsewhere',
    ]);
    expect(listing(at())).toEqual(before);
    makeLibrary(at('old'), 'folder', host);
    expect(short(places([at('old'), at('new')]))[0]).toBe('old (folder)');
  });

  test('or in the library that is named', () => {
    expect(short(places([at('old')], { library: at('Photos') }))).toEqual([
      'Photos (library)',
      'old elsewhere',
    ]);
  });

  test('but not in one that is only configured', () => {
    expect(short(places([at('old')], { config: { library: at('Photos') } }))[0]).toBe('old (new folder)');
  });

  test('have nothing to do with a configured library whose disk is not there', () => {
    const config = { library: at('gone'), imports: [at('new')] };
    expect(short(places([at('old')], { config }))[0]).toBe('old (new folder)');
    for (const paths of [[], [at('new')]])
      expect(thrownBy(() => places(paths, { config }))).toMatchObject({ kind: 'refused' });
  });

  test('that were looked through before, each by itself, are looked through together', () => {
    makeLibrary(at('new'), 'folder', host);
    makeLibrary(at('old'), 'folder', host);
    expect(short(places([at('old'), at('new')]))[0]).toBe('old (folder)');
    expect(short(places([at('old/a'), at('old')]))).toEqual([
      'old/a (new folder)',
      'old/a elsewhere',
      'old elsewhere -a',
    ]);
  });

  test('hold files of other libraries, which are not theirs to let go', () => {
    makeLibrary(at('old/Gallery'), 'gallery', host);
    makeLibrary(at('old/seen before'), 'folder', host);
    mkdirSync(at('old/Gallery/2021'));
    const mayGo = createRemovalGuard(places([at('old')]));
    const answers = ['a.jpg', 'a/b.jpg', 'seen before/c.jpg', 'Gallery/2021/d.jpg'].map((name) => {
      writeFileSync(at('old', name), '');
      return mayGo({ path: at('old', name), identity: identityAt(at('old', name))!, root: 0 });
    });
    expect(answers).toEqual([true, true, true, false]);
  });
});

describe('what cannot be looked through', () => {
  test.each<[string, string, string]>([
    ['', 'usage', 'an empty path was given'],
    ['nowhere', 'usage', 'there is no '],
    ['old/file.jpg', 'usage', 'is no folder'],
    ['old/file.jpg/x', 'usage', 'there is no '],
    ['Photos/.photokeep/trash', 'usage', "is photokeep's own"],
  ])('%p: %s, %s', (name, kind, message) => {
    writeFileSync(at('old/file.jpg'), 'picture');
    const error = thrownBy(() => places([name === '' ? '' : at(name)]));
    expect(error).toMatchObject({ kind, message: expect.stringContaining(message) });
  });

  test('the whole system', () => {
    expect(thrownBy(() => places(['/']))).toMatchObject({ kind: 'usage' });
  });

  testWith(mountNeeds, 'a first folder that cannot be written to, unless it is for a report', () => {
    disks.readOnly(at('old'));
    expect(thrownBy(() => places([at('old')]))).toMatchObject({ kind: 'refused' });
    expect(short(places([at('old')], { acts: false }))[0]).toBe('old (new folder)');
    expect(short(places([at('new'), at('old')]))[0]).toBe('new (new folder)');
  });

  testWith(exfatNeeds, 'a disk behind FUSE, unless it is for a report', () => {
    disks.exfat(at('exfat'), 16);
    mkdirSync(at('exfat/DCIM'));
    expect(thrownBy(() => places([at('old'), at('exfat/DCIM')]))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`${at('exfat/DCIM')} is on a FUSE file system`),
    });
    expect(short(places([at('exfat/DCIM')], { acts: false }))).toEqual([
      'exfat/DCIM (new folder)',
      'exfat/DCIM elsewhere',
    ]);
  });

  testWith(exfatNeeds, 'a disk behind FUSE that is met on the way: its files never go', () => {
    mkdirSync(at('old'), { recursive: true });
    disks.exfat(at('old/exfat'), 16);
    writeFileSync(at('old/exfat/a.jpg'), 'picture');
    const mayGo = createRemovalGuard(places([at('old')]));
    const identity = identityAt(at('old/exfat/a.jpg'))!;
    expect(mayGo({ path: at('old/exfat/a.jpg'), identity, root: 0 })).toBe(false);
  });
});

testWith(mountNeeds, 'a folder that a bind mount shows a second time is looked through once', () => {
  const disk = mountBind(at('old'), at('old again'));
  try {
    expect(short(places([at('old'), at('old again')])).slice(1)).toEqual(['old elsewhere']);
  } finally {
    disk.unmount();
  }
});
