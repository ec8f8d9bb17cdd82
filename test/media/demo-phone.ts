import { exifCamera, exifDates, exifPlace, videoDates } from './capture-tags.js';
import type { MediaSpec } from './make-media.js';

const pixel = exifCamera('Google', 'Pixel 7');
const iphone = exifCamera('Apple', 'iPhone 13 mini');
const livePhotoId = '7E1C6A34-2B5D-4C8A-9E0F-1D2A3B4C5D6E';

/** The picture that someone also copied to the PC. */
export const copiedPicture = 'Phone/PXL_20240518_101112345.jpg';

/** What two phones have sent: camera pictures, a Live Photo, videos, and what messengers leave behind. */
export const phoneMedia: readonly MediaSpec[] = [
  {
    // Pixel names carry UTC; in Valencia the clock showed two hours more.
    name: copiedPicture,
    tags: {
      ...pixel,
      ...exifDates('2024:05:18 12:11:12', '+02:00'),
      ...exifPlace(39.4699, -0.3763),
      'EXIF:SubSecTimeOriginal': '345',
    },
    mtime: new Date('2024-05-18T10:11:13Z'),
  },
  {
    name: 'Phone/PXL_20240518_101204118.jpg',
    tags: {
      ...pixel,
      ...exifDates('2024:05:18 12:12:04', '+02:00'),
      ...exifPlace(39.4701, -0.376),
      'EXIF:SubSecTimeOriginal': '118',
    },
    mtime: new Date('2024-05-18T10:12:05Z'),
  },
  {
    name: 'Phone/PXL_20240811_173045902.jpg',
    tags: { ...pixel, ...exifDates('2024:08:11 19:30:45', '+02:00'), 'EXIF:SubSecTimeOriginal': '902' },
    mtime: new Date('2024-08-11T17:30:46Z'),
  },
  {
    name: 'Phone/IMG_1234.HEIC',
    tags: { ...iphone, ...exifDates('2024:03:29 16:20:05', '+01:00'), 'EXIF:SubSecTimeOriginal': '471' },
    mtime: new Date('2024-03-29T15:20:05Z'),
  },
  {
    name: 'Phone/IMG_1234.MOV',
    tags: {
      ...videoDates('2024:03:29 15:20:04'),
      'Keys:CreationDate': '2024:03:29 16:20:04+01:00',
      'Keys:Make': 'Apple',
      'Keys:Model': 'iPhone 13 mini',
      'Keys:ContentIdentifier': livePhotoId,
    },
    mtime: new Date('2024-03-29T15:20:05Z'),
  },
  {
    name: 'Phone/IMG_1240.HEIC',
    tags: { ...iphone, ...exifDates('2024:04:01 09:05:30', '+02:00') },
    mtime: new Date('2024-04-01T07:05:30Z'),
  },
  {
    // In UTC this is still last year.
    name: 'Phone/IMG_1099.MOV',
    tags: {
      ...videoDates('2023:12:31 23:03:10'),
      'Keys:CreationDate': '2024:01:01 00:03:10+01:00',
      'Keys:Make': 'Apple',
      'Keys:Model': 'iPhone 13 mini',
    },
    mtime: new Date('2023-12-31T23:03:40Z'),
  },
  {
    name: 'Phone/VID_20240518_101500.mp4',
    tags: { ...videoDates('2024:05:18 08:15:00'), 'UserData:GPSCoordinates': '39.4699, -0.3763' },
    mtime: new Date('2024-05-18T08:15:12Z'),
  },
  { name: 'Phone/Screenshot_20240601-120000.png', mtime: new Date('2024-06-01T10:00:00Z') },
  { name: 'Phone/IMG-20230714-WA0003.jpg', mtime: new Date('2023-07-14T18:22:00Z') },
  { name: 'Phone/VID-20231224-WA0001.mp4', mtime: new Date('2023-12-24T19:41:00Z') },
];
