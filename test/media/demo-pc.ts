import { exifCamera, exifDates } from './capture-tags.js';
import type { MediaSpec } from './make-media.js';

const canon = exifCamera('Canon', 'Canon EOS 80D');
const nikon = exifCamera('NIKON CORPORATION', 'NIKON D750');
const leica = exifCamera('Leica Camera AG', 'LEICA Q (Typ 116)');

/** The picture whose digiKam sidecar lies beside it. */
export const pictureWithSidecar = 'PC/Canon/IMG_0815.JPG';

/** What was gathered on the PC over the years: memory cards, a scanner, a friend's stick. */
export const pcMedia: readonly MediaSpec[] = [
  {
    name: pictureWithSidecar,
    tags: { ...canon, ...exifDates('2021:07:04 11:02:33') },
    mtime: new Date('2021-07-04T11:02:34Z'),
  },
  {
    name: 'PC/Canon/IMG_0816.JPG',
    tags: { ...canon, ...exifDates('2021:07:04 11:02:35') },
    mtime: new Date('2021-07-04T11:02:36Z'),
  },
  {
    // Copied to the PC months later: the mtime says nothing about the capture.
    name: 'PC/Nikon/DSC_0042.JPG',
    tags: { ...nikon, ...exifDates('2020:12:24 18:30:00'), 'EXIF:SubSecTimeOriginal': '70' },
    mtime: new Date('2021-03-02T20:15:00Z'),
  },
  {
    name: 'PC/Leica/L1000102.DNG',
    tags: { ...leica, ...exifDates('2022:09:10 08:45:12') },
    mtime: new Date('2022-09-10T08:45:13Z'),
  },
  {
    name: 'PC/Leica/L1000102.JPG',
    tags: { ...leica, ...exifDates('2022:09:10 08:45:12') },
    mtime: new Date('2022-09-10T08:45:13Z'),
  },
  {
    // Two cameras that both count from one meet in the same month.
    name: 'PC/Birthday/IMG_0001.JPG',
    tags: { ...canon, ...exifDates('2022:06:11 15:00:00') },
    mtime: new Date('2022-06-11T15:00:00Z'),
  },
  {
    name: 'PC/Garden/IMG_0001.JPG',
    tags: { ...nikon, ...exifDates('2022:06:25 17:45:10') },
    mtime: new Date('2022-06-25T17:45:10Z'),
  },
  {
    name: 'PC/Scans/grandma.jpg',
    tags: {
      'XMP-photoshop:DateCreated': '1984:07:21 15:00:00',
      'IPTC:DateCreated': '1984:07:21',
      'IPTC:TimeCreated': '15:00:00+02:00',
    },
    mtime: new Date('2018-02-11T14:00:00Z'),
  },
  { name: 'PC/garden party.jpg', mtime: new Date('2019-08-03T12:00:00Z') },
];
