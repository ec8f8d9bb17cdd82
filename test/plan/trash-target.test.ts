import { expect, test } from '@jest/globals';
import { trashTarget, type TrashPlaces } from '../../src/plan/trash-target.js';

/** A library on disk 1, a disk 2 with a subvolume 3 in it, and a disk 4 that is mounted inside the library. */
const devices: Readonly<Record<string, number>> = {
  '/': 1,
  '/mnt/usb': 2,
  '/mnt/usb/old/pictures/2019': 3,
  '/photos/images/Imports/Phone': 4,
};

function deviceOf(folder: string): number {
  return devices[folder] ?? deviceOf(folder.replace(/\/[^/]*$/, '') || '/');
}

const places: TrashPlaces = {
  libraryRoot: '/photos',
  trash: '/photos/.photokeep/trash/R',
  device: 1,
  roots: ['/photos/images', '/mnt/usb/old', '/home/ana'],
  trashIn: (folder) => `${folder}/.photokeep/trash/R`,
  deviceOf,
};

test.each([
  ['in the library', '/photos/images/Gallery/a.jpg', '/photos/.photokeep/trash/R/images/Gallery/a.jpg'],
  ['elsewhere on its disk', '/home/ana/a.jpg', '/photos/.photokeep/trash/R/outside/home/ana/a.jpg'],
  ['on another disk', '/mnt/usb/old/x/a.jpg', '/mnt/usb/old/.photokeep/trash/R/x/a.jpg'],
  ['on another disk, in the root itself', '/mnt/usb/old/a.jpg', '/mnt/usb/old/.photokeep/trash/R/a.jpg'],
  [
    'on a disk below the root',
    '/mnt/usb/old/pictures/2019/x/y/a.jpg',
    '/mnt/usb/old/pictures/2019/.photokeep/trash/R/x/y/a.jpg',
  ],
  [
    'on a disk inside the library',
    '/photos/images/Imports/Phone/DCIM/a.jpg',
    '/photos/images/Imports/Phone/.photokeep/trash/R/DCIM/a.jpg',
  ],
  [
    'in a folder that is called as the trash calls what is not below it',
    '/mnt/usb/old/outside/a.jpg',
    '/mnt/usb/old/.photokeep/trash/R/outside/mnt/usb/old/outside/a.jpg',
  ],
  [
    'on another disk, outside of all roots',
    '/mnt/usb/new/a.jpg',
    '/photos/.photokeep/trash/R/outside/mnt/usb/new/a.jpg',
  ],
  [
    'on another disk, below a root whose name only begins the same',
    '/mnt/usb/older/a.jpg',
    '/photos/.photokeep/trash/R/outside/mnt/usb/older/a.jpg',
  ],
])('a file %s goes to the trash that is on its disk', (_, path, target) => {
  const dev = deviceOf(path.replace(/\/[^/]*$/, ''));
  expect(trashTarget({ path, identity: { dev } }, places)).toBe(target);
});
