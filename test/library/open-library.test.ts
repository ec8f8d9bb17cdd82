import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { makeLibrary, readGalleryMarker, readLibraryMarker } from '../../src/library/marker.js';
import {
  findLibrary,
  findLibraryAround,
  findLibraryOfFolder,
  findLibraryOfGallery,
} from '../../src/library/open-library.js';
import { filesBelow } from '../contents.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();
const host = 'raspberry';

describe('making a library', () => {
  test('makes folders and markers, its state for the owner only, and says what it made', () => {
    const { paths, made } = makeLibrary(at('Photos'), 'library', host);

    expect(made).toEqual([
      at('Photos'),
      at('Photos/tmp'),
      at('Photos/images/Gallery'),
      at('Photos/images/Imports/Phone'),
      at('Photos/images/Imports/PC'),
      at('Photos/.photokeep/library.json'),
    ]);
    for (const folder of [paths.gallery, at('Photos/images/Imports/Phone'), paths.trash, paths.openJournals])
      expect(statSync(folder).isDirectory()).toBe(true);
    expect(statSync(paths.state).mode & 0o777).toBe(0o700);
    expect(readLibraryMarker(paths.marker)).toMatchObject({ kind: 'library', host });
    expect(readGalleryMarker(paths.gallery)).toEqual({
      library: readLibraryMarker(paths.marker)?.id,
      state: '../../.photokeep',
      host,
    });
  });

  test('a second time makes nothing, changes nothing and keeps the id', () => {
    const { paths } = makeLibrary(at('Photos'), 'library', host);
    writeFileSync(at('Photos/images/Gallery/a.jpg'), 'picture');
    const before = filesBelow(at()).map((file) => [file, readFileSync(file, 'utf8')]);

    expect(makeLibrary(at('Photos'), 'library', 'another host').made).toEqual([]);

    expect(filesBelow(at()).map((file) => [file, readFileSync(file, 'utf8')])).toEqual(before);
    expect(readLibraryMarker(paths.marker)?.host).toBe(host);
  });

  test('for a Gallery alone keeps the state inside and adds no other folder', () => {
    makeLibrary(at('Gallery'), 'gallery', host);
    expect(readdirSync(at('Gallery'))).toEqual(['.photokeep']);
    expect(findLibraryOfGallery(at('Gallery'), host)).toMatchObject({
      isNew: false,
      paths: { gallery: at('Gallery'), root: at('Gallery') },
    });
  });

  test('two libraries never have the same id', () => {
    const ids = ['a', 'b'].map(
      (name) => readLibraryMarker(makeLibrary(at(name), 'library', host).paths.marker)?.id,
    );
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('a configured library', () => {
  beforeEach(() => {
    makeLibrary(at('Photos'), 'library', host);
  });

  test('is found by its marker, whatever else is missing', () => {
    rmSync(at('Photos/images'), { recursive: true });
    expect(findLibrary(at('Photos'), host)).toMatchObject({ isNew: false, paths: { kind: 'library' } });
  });

  test('without a marker is refused as an unmounted disk, and nothing is written below', () => {
    rmSync(at('Photos/.photokeep'), { recursive: true });
    const before = filesBelow(at());
    expect(thrownBy(() => findLibrary(at('Photos'), host))).toMatchObject({
      kind: 'refused',
      exitCode: 4,
      message: `no library at ${at('Photos')} (.photokeep/library.json is missing)`,
      remedy: 'is the disk mounted? `photokeep init` makes a new library',
    });
    expect(filesBelow(at())).toEqual(before);
  });

  test('in a folder that does not exist is refused the same way', () => {
    expect(thrownBy(() => findLibrary(at('not-mounted'), host))).toMatchObject({
      kind: 'refused',
      exitCode: 4,
    });
    expect(existsSync(at('not-mounted'))).toBe(false);
  });

  test('of a newer photokeep is refused and left as it is', () => {
    const text = '{"version":2,"id":"x","kind":"library","host":"raspberry"}';
    writeFileSync(at('Photos/.photokeep/library.json'), text);
    expect(thrownBy(() => findLibrary(at('Photos'), host))).toMatchObject({
      kind: 'usage',
      remedy: 'update photokeep',
    });
    expect(readFileSync(at('Photos/.photokeep/library.json'), 'utf8')).toBe(text);
  });

  test.each([
    ['empty', ''],
    ['cut off', '{"version":1,"id":"5'],
    ['without an id', '{"version":1,"kind":"library"}'],
    ['of an unknown kind', '{"version":1,"id":"5","kind":"album"}'],
    ['without a version', '{"id":"5","kind":"library"}'],
    ['of another form', '[1]'],
  ])('whose marker is %s is called damaged, not missing, and is never made anew', (_, text) => {
    const marker = at('Photos/.photokeep/library.json');
    writeFileSync(marker, text);
    expect(thrownBy(() => findLibrary(at('Photos'), host))).toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`${marker} is damaged`),
      remedy: 'bring it back from a backup',
    });
    expect(thrownBy(() => makeLibrary(at('Photos'), 'library', host))).toMatchObject({ kind: 'usage' });
    expect(readFileSync(marker, 'utf8')).toBe(text);
  });

  test('that another machine made is used all the same when its disk is really here', () => {
    expect(findLibrary(at('Photos'), 'desktop').isNew).toBe(false);
  });
});

describe('a Gallery named with --to', () => {
  test('that is part of a library here leads to that library, not to a second one', () => {
    makeLibrary(at('Photos'), 'library', host);
    expect(findLibraryOfGallery(at('Photos/images/Gallery'), host)).toMatchObject({
      isNew: false,
      paths: { kind: 'library', root: at('Photos'), state: at('Photos/.photokeep') },
    });
  });

  test('that is new gets its state inside; finding it makes nothing', () => {
    expect(findLibraryOfGallery(at('Gallery'), host)).toMatchObject({
      isNew: true,
      paths: { kind: 'gallery', state: at('Gallery/.photokeep') },
    });
    expect(readdirSync(at())).toEqual([]);
  });

  test('of a library elsewhere is refused, naming the machine to run on', () => {
    makeLibrary(at('Photos'), 'library', host);
    rmSync(at('Photos/.photokeep'), { recursive: true });
    const before = filesBelow(at());
    expect(thrownBy(() => findLibraryOfGallery(at('Photos/images/Gallery'), 'desktop'))).toMatchObject({
      kind: 'refused',
      exitCode: 4,
      message: `the Gallery ${at('Photos/images/Gallery')} belongs to a library on raspberry`,
      remedy: 'run photokeep there',
    });
    expect(filesBelow(at())).toEqual(before);
  });

  test('whose marker names another library than the one beside it is refused', () => {
    makeLibrary(at('Photos'), 'library', host);
    rmSync(at('Photos/.photokeep/library.json'));
    const marker = '{"version":1,"id":"another","kind":"library","host":"raspberry"}';
    writeFileSync(at('Photos/.photokeep/library.json'), marker);
    expect(thrownBy(() => findLibraryOfGallery(at('Photos/images/Gallery'), host))).toMatchObject({
      kind: 'refused',
    });
  });

  test.each([
    ['damaged', '{"version":1,"libr', 'bring it back from a backup'],
    ['empty', '', 'bring it back from a backup'],
    ['of a newer photokeep', '{"version":2,"album":"x"}', 'update photokeep'],
  ])('whose marker is %s is not given a second library', (_, text, remedy) => {
    mkdirSync(at('Gallery'));
    writeFileSync(at('Gallery/.photokeep-gallery.json'), text);
    expect(thrownBy(() => findLibraryOfGallery(at('Gallery'), host))).toMatchObject({
      kind: 'usage',
      remedy,
    });
    expect(readdirSync(at('Gallery'))).toEqual(['.photokeep-gallery.json']);
  });

  test.each(['library', 'gallery'] as const)(
    'that is a folder of another Gallery is refused, however deep (%s)',
    (kind) => {
      const { paths } = makeLibrary(at('Photos'), kind, host);
      mkdirSync(`${paths.gallery}/2021/01-January`, { recursive: true });
      for (const folder of ['2021', '2021/01-January', '2022'])
        expect(thrownBy(() => findLibraryOfGallery(`${paths.gallery}/${folder}`, host))).toMatchObject({
          kind: 'refused',
          exitCode: 4,
          remedy: `import with --to ${paths.gallery}`,
        });
    },
  );

  test('that lies beside the Gallery of a library is a new one', () => {
    makeLibrary(at('Photos'), 'library', host);
    expect(findLibraryOfGallery(at('Photos/album'), host).isNew).toBe(true);
  });

  test('whose parent folder does not exist is refused', () => {
    expect(thrownBy(() => findLibraryOfGallery(at('no/such/Gallery'), host))).toMatchObject({
      kind: 'usage',
      message: `cannot make the Gallery ${at('no/such/Gallery')}: ${at('no/such')} does not exist`,
    });
  });

  test('that is photokeep’s own state folder is refused', () => {
    makeLibrary(at('Photos'), 'library', host);
    expect(thrownBy(() => findLibraryOfGallery(at('Photos/.photokeep'), host))).toMatchObject({
      kind: 'usage',
    });
  });
});

describe('the library that a file lies in', () => {
  test.each([
    ['its Gallery', 'Photos/images/Gallery/2021/01-January/a.jpg'],
    ['a drop folder', 'Photos/images/Imports/Phone/DCIM/a.jpg'],
    ['its root', 'Photos/a.jpg'],
  ])('is found from %s', (_, file) => {
    makeLibrary(at('Photos'), 'library', host);

    expect(findLibraryAround(at(file), host)).toMatchObject({ isNew: false, paths: { root: at('Photos') } });
  });

  test('is found from a Gallery with its state inside', () => {
    makeLibrary(at('Gallery'), 'gallery', host);

    expect(findLibraryAround(at('Gallery/2021/a.jpg'), host)?.paths.gallery).toBe(at('Gallery'));
  });

  test('is none outside of any', () => {
    makeLibrary(at('Photos'), 'library', host);

    expect(findLibraryAround(at('card/a.jpg'), host)).toBeUndefined();
    expect(findLibraryAround('/a.jpg', host)).toBeUndefined();
  });

  test('is refused when only its Gallery is here', () => {
    makeLibrary(at('Photos'), 'library', host);
    rmSync(at('Photos/.photokeep'), { recursive: true });

    expect(thrownBy(() => findLibraryAround(at('Photos/images/Gallery/a.jpg'), host))).toMatchObject({
      kind: 'refused',
    });
  });
});

describe('a folder whose duplicates were removed', () => {
  const idOf = (): unknown => readLibraryMarker(at('old/.photokeep/library.json'))?.id;

  beforeEach(() => {
    mkdirSync(at('old/Sorted'), { recursive: true });
    expect(findLibraryOfFolder(at('old'), host)).toMatchObject({ isNew: true, paths: { kind: 'folder' } });
    makeLibrary(at('old'), 'folder', host);
  });

  test('is found by its own name only: nobody called it a Gallery', () => {
    expect(findLibraryOfFolder(at('old'), host)).toMatchObject({ isNew: false, paths: { kind: 'folder' } });
    expect(findLibrary(at('old'), host)).toMatchObject({ isNew: false, paths: { kind: 'folder' } });
    expect(findLibraryAround(at('old/Sorted/a.jpg'), host)).toBeUndefined();
  });

  test('may hold a Gallery, or the folders of a library', () => {
    expect(findLibraryOfGallery(at('old/Sorted'), host)).toMatchObject({ isNew: true });
    makeLibrary(at('old/Sorted'), 'gallery', host);
    expect(findLibraryAround(at('old/Sorted/a.jpg'), host)).toMatchObject({ paths: { kind: 'gallery' } });
  });

  test('becomes a Gallery when somebody imports to it, with the trash and the journals that it has', () => {
    const id = idOf();
    writeFileSync(at('old/.photokeep/trash/a.jpg'), 'picture');
    writeFileSync(at('old/.photokeep/catalog.db'), 'what was seen');
    expect(findLibraryOfGallery(at('old'), host)).toMatchObject({ isNew: true, paths: { kind: 'gallery' } });

    makeLibrary(at('old'), 'gallery', host);

    expect(findLibraryOfGallery(at('old'), host)).toMatchObject({ isNew: false, paths: { kind: 'gallery' } });
    expect(idOf()).toBe(id);
    expect(existsSync(at('old/.photokeep/trash/a.jpg'))).toBe(true);
    expect(existsSync(at('old/.photokeep/catalog.db'))).toBe(true);
    makeLibrary(at('old'), 'folder', host);
    expect(findLibrary(at('old'), host)).toMatchObject({ paths: { kind: 'gallery' } });
  });

  test('becomes a library by init, whose Gallery is another folder: what was seen counts no more', () => {
    const id = idOf();
    writeFileSync(at('old/.photokeep/catalog.db'), 'what was seen');
    makeLibrary(at('old'), 'library', host);
    expect(findLibrary(at('old'), host)).toMatchObject({ paths: { kind: 'library' } });
    expect([idOf(), readGalleryMarker(at('old/images/Gallery'))?.library]).toEqual([id, id]);
    expect(existsSync(at('old/.photokeep/catalog.db'))).toBe(false);
  });
});
