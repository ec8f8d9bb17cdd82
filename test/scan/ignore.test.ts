import { describe, expect, test } from '@jest/globals';
import { ignoredBecause } from '../../src/scan/ignore.js';

describe('left alone by name', () => {
  test.each([
    // Syncthing's own: the folder marker, patterns, versions, files on their way
    ['.stfolder', 'syncthing'],
    ['.stfolder (1)', 'syncthing'],
    ['.stignore', 'syncthing'],
    ['.stversions', 'syncthing'],
    ['.syncthing.IMG_0001.jpg.tmp', 'syncthing'],
    ['.SYNCTHING.IMG_0001.JPG.TMP', 'syncthing'],
    ['~syncthing~IMG_0001.jpg.tmp', 'syncthing'],
    // Android
    ['.pending-1700000000-IMG_0001.jpg', 'pending'],
    ['.trashed-1700000000-IMG_0001.jpg', 'trashed'],
    // NAS, Windows, macOS
    ['@eaDir', 'system'],
    ['@EADIR', 'system'],
    ['.@__thumb', 'system'],
    ['.thumbnails', 'system'],
    ['Thumbs.db', 'system'],
    ['ehthumbs.db', 'system'],
    ['desktop.ini', 'system'],
    ['.DS_Store', 'system'],
    ['.nomedia', 'system'],
    ['._IMG_0001.jpg', 'system'],
    ['$RECYCLE.BIN', 'system'],
    ['System Volume Information', 'system'],
    ['lost+found', 'system'],
    ['#recycle', 'system'],
    // not finished
    ['IMG_0001.jpg.part', 'partial'],
    ['IMG_0001.jpg.crdownload', 'partial'],
    ['IMG_0001.jpg.PARTIAL', 'partial'],
    ['IMG_0001.jpg.filepart', 'partial'],
    ['IMG_0001.jpg.download', 'partial'],
    ['IMG_0001.jpg.opdownload', 'partial'],
    ['IMG_0001.jpg.tmp', 'partial'],
    // anything else that somebody hid
    ['.photokeep', 'hidden'],
    ['.hidden.jpg', 'hidden'],
    ['.Trash-1000', 'hidden'],
    ['..jpg', 'hidden'],
  ])('%s: %s', (name, reason) => {
    expect(ignoredBecause(name)).toBe(reason);
  });
});

describe('looked at, because only its content can tell', () => {
  test.each([
    'IMG_0001.JPG',
    'no extension',
    'notes.txt',
    'stfolder',
    'syncthing.jpg',
    '~syncthing~.jpg',
    'pending-1.jpg',
    'thumbnails',
    'Thumbs.db.jpg',
    'party.jpg',
    'a.part.jpg',
    'tmp',
    'part',
    'lost and found',
    '_IMG_0001.jpg',
    '@home.jpg',
    '#1.jpg',
    ' .jpg',
    '\u0001.jpg',
    '\udcff.jpg',
  ])('%j', (name) => {
    expect(ignoredBecause(name)).toBeUndefined();
  });
});
