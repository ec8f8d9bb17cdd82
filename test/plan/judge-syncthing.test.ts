import { describe, expect, test } from '@jest/globals';
import {
  judgeSyncthing,
  missingIgnores,
  stateIgnores,
  type SyncedFolder,
  type SyncedLibrary,
} from '../../src/plan/judge-syncthing.js';
import { planSyncthingFix } from '../../src/plan/plan-syncthing.js';

const library: SyncedLibrary = {
  root: '/data/Photos',
  gallery: '/data/Photos/images/Gallery',
  state: '/data/Photos/.photokeep',
  imports: '/data/Photos/images/Imports',
  dropFolders: [
    { path: '/data/Photos/images/Imports/Phone', resends: undefined },
    { path: '/data/Photos/images/Imports/Old', resends: false },
    { path: '/mnt/chats', resends: true },
  ],
};

const drop: SyncedFolder = {
  ...{ id: 'phone', label: 'Phone', path: '/data/Photos/images/Imports/Phone', type: 'receiveonly' },
  ...{ ignoreDelete: true, paused: false, devices: ['Pixel'], ignores: [] },
  ...{ error: '', pullErrors: 0, goneHere: 0 },
};
const gallery: SyncedFolder = {
  ...{ ...drop, id: 'gallery', path: library.gallery, type: 'sendreceive', ignoreDelete: false },
  ignores: ['(?d).photokeep', ...stateIgnores.slice(1), 'Thumbs.db'],
};

/** What the folder is, what is wrong with it, and what `fix` sets. */
const golden: readonly (readonly [string, SyncedFolder, string, readonly string[], object?])[] = [
  ['a drop folder as it should be', drop, 'drop folder', []],
  ['one that was emptied by import', { ...drop, goneHere: 900 }, 'drop folder', []],
  [
    'as Syncthing makes folders',
    { ...drop, type: 'sendreceive' },
    'drop folder',
    ['sends'],
    { type: 'receiveonly' },
  ],
  [
    'as it makes them, in both',
    { ...drop, type: 'sendreceive', ignoreDelete: false },
    ...(['drop folder', ['sends', 'takes-deletes'], { type: 'receiveonly', ignoreDelete: true }] as const),
  ],
  ['sendonly', { ...drop, type: 'sendonly' }, 'drop folder', ['sends'], { type: 'receiveonly' }],
  ['deletions', { ...drop, ignoreDelete: false }, 'drop folder', ['takes-deletes'], { ignoreDelete: true }],
  ['encrypted', { ...drop, type: 'receiveencrypted' }, 'drop folder', ['encrypted']],
  [
    'encrypted, and takes deletions',
    { ...drop, type: 'receiveencrypted', ignoreDelete: false },
    ...(['drop folder', ['encrypted', 'takes-deletes']] as const),
  ],
  ['paused', { ...drop, paused: true, error: 'folder is paused' }, 'drop folder', ['paused']],
  ['without its marker', { ...drop, error: 'folder marker missing' }, 'drop folder', ['stopped']],
  ['with files that cannot be fetched', { ...drop, pullErrors: 2 }, 'drop folder', ['failing']],
  ['shared with nobody', { ...drop, devices: [] }, 'drop folder', ['alone']],
  ['a folder in a drop folder', { ...drop, path: `${drop.path}/DCIM` }, 'drop folder', []],
  ['all drop folders in one', { ...drop, path: library.imports! }, 'drop folder', ['resends-off']],
  ['elsewhere, as the config says', { ...drop, path: '/mnt/chats' }, 'drop folder', []],
  ['not in the config', { ...drop, path: `${library.imports!}/New` }, 'drop folder', ['no-drop-folder']],
  ['resends: false', { ...drop, path: `${library.imports!}/Old` }, 'drop folder', ['resends-off']],
  ['a Gallery as it should be', gallery, 'Gallery', []],
  ['a year of it', { ...gallery, path: `${gallery.path}/2024` }, 'Gallery', []],
  [
    'a Gallery that only receives',
    { ...gallery, type: 'receiveonly' },
    'Gallery',
    ['one-way-in'],
    { type: 'sendreceive' },
  ],
  ['and has lost files', { ...gallery, type: 'receiveonly', goneHere: 3 }, 'Gallery', ['one-way-in']],
  ['a Gallery that only sends', { ...gallery, type: 'sendonly' }, 'Gallery', ['one-way-out']],
  ['an encrypted Gallery', { ...gallery, type: 'receiveencrypted' }, 'Gallery', ['encrypted']],
  ['everything in one', { ...gallery, path: '/data/Photos' }, 'library', ['holds-all']],
  ['images', { ...gallery, path: '/data/Photos/images' }, 'library', ['holds-all']],
  ['the whole disk', { ...gallery, path: '/' }, 'library', ['holds-all']],
  ['the trash', { ...drop, path: `${library.state}/trash` }, 'state', ['holds-state']],
];

describe('what is right and wrong with folders of Syncthing', () => {
  test.each(golden.map((row) => [row[0], row] as const))('%s', (_, [, folder, role, problems, set]) => {
    const [judged] = judgeSyncthing([folder], library);
    expect([judged?.role, judged?.problems]).toEqual([role, problems]);
    const { changes, left } = planSyncthingFix(judged ? [judged] : []);
    expect(changes.map((change) => (change.kind === 'settings' ? change.set : change))).toEqual(
      set ? [set] : [],
    );
    // Nothing falls through: what is wrong is set right, or left to the user by name.
    const settings = { sends: 'type', 'one-way-in': 'type', 'takes-deletes': 'ignoreDelete' };
    const fixed = problems.filter((problem) => {
      const setting = settings[problem as keyof typeof settings];
      return set && setting in set;
    });
    expect(left.map(({ problem }) => problem)).toEqual(problems.filter((each) => !fixed.includes(each)));
  });

  test('folders that have nothing to do with the library are nobody’s business', () => {
    const others = ['/data/Photos/tmp', '/data/Photos2', '/data/Photos/images/Imported', '/home/ana/Sync'];
    expect(
      judgeSyncthing(
        others.map((path) => ({ ...drop, path })),
        library,
      ),
    ).toEqual([]);
  });

  test('a Gallery alone has its state inside: that must not be sent', () => {
    const alone: SyncedLibrary = {
      ...{ root: '/g', gallery: '/g', state: '/g/.photokeep', imports: undefined, dropFolders: [] },
    };
    const folder = { ...gallery, path: '/g', ignores: ['*.tmp'] };
    const judged = judgeSyncthing([folder], alone);
    expect(judged[0]?.problems).toEqual(['state-syncs']);
    expect(planSyncthingFix(judged)).toEqual({
      changes: [
        {
          kind: 'ignores',
          id: 'gallery',
          path: '/g',
          add: [...stateIgnores],
          lines: [...stateIgnores, '*.tmp'],
        },
      ],
      left: [],
    });
  });

  test('lines of a .stignore count with their prefixes, and not as comments', () => {
    expect(missingIgnores(['(?i)(?d).photokeep', '  .photokeep-*.tmp', '// .photokeep-*.removing'])).toEqual([
      '.photokeep-*.removing',
    ]);
  });
});
