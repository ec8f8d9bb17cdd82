import { describe, expect, test } from '@jest/globals';
import fc from '../fast-check.js';

import { fileNameDate } from '../../src/dates/file-name-date.js';

const DAY = '2021-01-02';
const SECOND = '2021-01-02T03:04:05';
const MILLISECOND = '2021-01-02T03:04:05.678';
const AFTERNOON = '2021-01-02T15:04:05';

/** Every form that is known, by the app that writes it. Add a row when a user sends a name. */
describe('names with a local date', () => {
  test.each([
    // Android cameras
    ['IMG_20210102_030405.jpg', SECOND, 'android'],
    ['IMG_20210102_030405_1.jpg', SECOND, 'android'],
    ['IMG_20210102_030405__01.jpg', SECOND, 'android'],
    ['IMG_20210102_030405_678.jpg', SECOND, 'android'],
    ['VID_20210102_030405.mp4', SECOND, 'android'],
    ['vid_20210102_030405.MP4', SECOND, 'android'],
    ['IMG_20210102_030405678.jpg', MILLISECOND, 'android'],
    ['IMG_20210102_030405678_HDR.jpg', MILLISECOND, 'android'],
    ['IMG_20210102_030405_BURST001.jpg', SECOND, 'android'],
    ['IMG_20210102_030405678_BURST000_COVER.jpg', MILLISECOND, 'android'],
    ['00000IMG_00000_BURST20210102030405678_COVER.jpg', MILLISECOND, 'android'],
    ['00001IMG_00001_BURST20210102030405.jpg', SECOND, 'android'],
    ['00100lPORTRAIT_00100_BURST20210102030405678.jpg', MILLISECOND, 'android'],
    ['DSC_0001_BURST20210102030405678.JPG', MILLISECOND, 'android'],
    ['BURST20210102030405.jpg', SECOND, 'android'],
    ['IMG_20210102_030405.sync-conflict-20240518-101112-ABCDEFG.jpg', SECOND, 'android'],
    ['20210102_030405.sync-conflict-20240518-101112-ABCDEFG.jpg', SECOND, 'date-time'],
    ['MVIMG_20210102_030405.jpg', SECOND, 'android'],
    ['mvimg_20210102_030405(1).JPG', SECOND, 'android'],
    ['PANO_20210102_030405.jpg', SECOND, 'android'],
    ['PANO_20210102_030405.vr.jpg', SECOND, 'android'],
    ['IMG20210102030405.jpg', SECOND, 'android'],
    ['VID20210102030405.mp4', SECOND, 'android'],
    ['Copy of IMG_20210102_030405.jpg', SECOND, 'android'],
    // Samsung
    ['20210102_030405.jpg', SECOND, 'date-time'],
    ['20210102_030405(0).jpg', SECOND, 'date-time'],
    ['20210102_030405_001.jpg', SECOND, 'date-time'],
    ['20210102_030405_HDR.jpg', SECOND, 'date-time'],
    ['20210102_030405_Burst01.jpg', SECOND, 'date-time'],
    ['20210102_030405_Burst01(0).jpg', SECOND, 'date-time'],
    ['SVID_20210102_030405_1.mp4', SECOND, 'date-time'],
    // screenshots
    ['Screenshot_20210102-030405.png', SECOND, 'screenshot'],
    ['Screenshot_20210102-030405_Chrome.jpg', SECOND, 'screenshot'],
    ['Screenshot_20210102_030405_One UI Home.jpg', SECOND, 'screenshot'],
    ['Screenshot_2021-01-02-03-04-05.png', SECOND, 'screenshot'],
    ['screenshot_2021-01-02-03-04-05.PNG', SECOND, 'screenshot'],
    ['Screenshot_2021-01-02-03-04-05-678_com.app.jpg', MILLISECOND, 'screenshot'],
    ['Screenshot_2021-01-02-03-04-05-678_com.miui.gallery.jpg', MILLISECOND, 'screenshot'],
    ['Screenshot 2021-01-02 at 03.04.05.png', SECOND, 'screenshot'],
    ['Screenshot 2021-01-02 at 03.04.05 (2).png', SECOND, 'screenshot'],
    ['Screen Shot 2021-01-02 at 3.04.05 PM.png', AFTERNOON, 'screenshot'],
    ['Screen Shot 2021-01-02 at 3.04.05\u202FPM.png', AFTERNOON, 'screenshot'],
    ['Screenshot 2021-01-02 at 3.04.05 am.png', SECOND, 'screenshot'],
    ['Screenshot 2021-01-02 at 3.04.05 p.m..png', AFTERNOON, 'screenshot'],
    ['Screenshot 2021-01-02 at 12.04.05 AM.png', '2021-01-02T00:04:05', 'screenshot'],
    ['Screenshot 2021-01-02 at 12.04.05 PM.png', '2021-01-02T12:04:05', 'screenshot'],
    ['Screen Recording 2021-01-02 at 3.04.05 PM.mov', AFTERNOON, 'screenshot'],
    ['Screenshot from 2021-01-02 03-04-05.png', SECOND, 'screenshot'],
    ['Screenshot from 2021-01-02 03-04-05-1.png', SECOND, 'screenshot'],
    ['Screenshot 2021-01-02 030405.png', SECOND, 'screenshot'],
    ['Screenshot_20210102-030405~2.png', SECOND, 'screenshot'],
    ['Screen_Recording_20210102-030405_Maps.mp4', SECOND, 'date-time'],
    ['Screenrecorder-2021-01-02-03-04-05-678.mp4', MILLISECOND, 'date-time'],
    ['screen-20210102-030405.mp4', SECOND, 'date-time'],
    ['Screenshot_2021-01-02 Firefox.png', DAY, 'date'],
    ['Schermafbeelding 2021-01-02 om 03.04.05.png', SECOND, 'date-time'],
    ['Capture d’écran 2021-01-02 à 03.04.05.png', SECOND, 'date-time'],
    ['Captura de pantalla de 2021-01-02 03-04-05.png', SECOND, 'date-time'],
    ['截屏2021-01-02 下午3.04.05.png', DAY, 'date'],
    ['Bildschirmfoto 2021-01-02 um 03.04.05.png', SECOND, 'date-time'],
    ['Captura de pantalla 2021-01-02 a las 3.04.05.png', SECOND, 'date-time'],
    // WhatsApp
    ['IMG-20210102-WA0001.jpg', DAY, 'whatsapp'],
    ['IMG-20210102-WA0001(1).jpg', DAY, 'whatsapp'],
    ['VID-20210102-WA0001.mp4', DAY, 'whatsapp'],
    ['vid-20210102-wa0023.mp4', DAY, 'whatsapp'],
    ['WhatsApp Image 2021-01-02 at 03.04.05.jpeg', SECOND, 'whatsapp'],
    ['WhatsApp Image 2021-01-02 at 03.04.05 (1).jpeg', SECOND, 'whatsapp'],
    ['WhatsApp Image 2021-01-02 at 03.04.05_3f2504e0.jpg', SECOND, 'whatsapp'],
    ['WhatsApp Video 2021-01-02 at 3.04.05 PM.mp4', AFTERNOON, 'whatsapp'],
    ['WhatsApp Video 2021-01-02 at 3.04.05 PM (1).mp4', AFTERNOON, 'whatsapp'],
    ['PHOTO-2021-01-02-03-04-05-1.jpg', SECOND, 'date-time'],
    ['00000012-PHOTO-2021-01-02-03-04-05.jpg', SECOND, 'date-time'],
    // Signal
    ['signal-2021-01-02-030405.jpg', SECOND, 'signal'],
    ['signal-attachment-2021-01-02-030405.jpeg', SECOND, 'signal'],
    ['signal-2021-01-02-03-04-05-678.jpg', MILLISECOND, 'signal'],
    ['signal-2021-01-02-03-04-05-678-1.jpg', MILLISECOND, 'signal'],
    ['signal-2021-01-02-030490.jpeg', DAY, 'signal'],
    // Telegram
    ['photo_2021-01-02_03-04-05.jpg', SECOND, 'telegram'],
    ['photo_2021-01-02_03-04-05 (2).jpg', SECOND, 'telegram'],
    ['video_2021-01-02_03-04-05.mp4', SECOND, 'telegram'],
    ['VIDEO_2021-01-02_03-04-05.MP4', SECOND, 'telegram'],
    ['photo_1@02-01-2021_03-04-05.jpg', SECOND, 'telegram'],
    ['photo_123@31-12-2021_23-59-59_thumb.jpg', '2021-12-31T23:59:59', 'telegram'],
    ['photo_2021-01-02 03.04.05.jpeg', SECOND, 'telegram'],
    ['viber_image_2021-01-02_03-04-05.jpg', SECOND, 'date-time'],
    // Windows Phone
    ['WP_20210102_03_04_05_Pro.jpg', SECOND, 'windows-phone'],
    ['WP_20210102_03_04_05_Pro__highres.jpg', SECOND, 'windows-phone'],
    ['WP_20210102_03_04_05_Rich.jpg', SECOND, 'windows-phone'],
    ['WP_20210102_001.jpg', DAY, 'windows-phone'],
    ['wp_20210102_012 (2).jpg', DAY, 'windows-phone'],
    // Nextcloud on an iPhone
    ['21-01-02 03-04-05 0001.jpg', SECOND, 'nextcloud'],
    ['21-01-02 03-04-05 1690.HEIC', SECOND, 'nextcloud'],
    ['Foto 21-01-02 03-04-05 1690.jpg', SECOND, 'nextcloud'],
    // DJI
    ['DJI_20210102030405_0001_D.JPG', SECOND, 'dji'],
    ['DJI_20210102030405_0123_V.MP4', SECOND, 'dji'],
    ['dji_fly_20210102_030405_12_1609556645000_photo.jpg', SECOND, 'date-time'],
    // Dropbox, exports and people
    ['2021-01-02 03.04.05.jpg', SECOND, 'date-time'],
    ['2021-01-02 15.04.05.jpg', AFTERNOON, 'date-time'],
    ['2021-01-02 03.04.05-1.jpg', SECOND, 'date-time'],
    ['2021-01-02 03.04.05-12.mov', SECOND, 'date-time'],
    ['2021-01-02_03-04-05.jpg', SECOND, 'date-time'],
    ['2021-01-02_03-04-05_678.heic', SECOND, 'date-time'],
    ['2021-01-02T03:04:05.jpg', SECOND, 'date-time'],
    ['2021-01-02T03:04:05.678.jpg', MILLISECOND, 'date-time'],
    ['20210102030405.jpg', SECOND, 'date-time'],
    ['20210102030405678.jpg', MILLISECOND, 'date-time'],
    ['20210102T030405.jpg', SECOND, 'date-time'],
    ['2021-01-02 03.04.05 IMG_1234.heic', SECOND, 'date-time'],
    ['2021-01-02 03.04.05 IMG_E1234.mov', SECOND, 'date-time'],
    ['2021-01-02 - 03.04.05.jpg', SECOND, 'date-time'],
    ['2021-01-02 12.04.05 Amsterdam.jpg', '2021-01-02T12:04:05', 'date-time'],
    ['2021-01-02 15.04.05 am Strand.jpg', AFTERNOON, 'date-time'],
    ['IMG_1234_2021-01-02_03-04-05.jpg', SECOND, 'date-time'],
    ['2021-01-02.jpg', DAY, 'date'],
    ['2021-01-02-1.jpg', DAY, 'date'],
    ['2021-01-02 03.04.056.jpg', DAY, 'date'],
    ['2021.01.02 something.jpg', DAY, 'date'],
    ['2021.01.02.jpg', DAY, 'date'],
    ['2021_01_02 x.jpg', DAY, 'date'],
    ['2021_01_02_IMG_1234.jpg', DAY, 'date'],
    ['Foto2021-01-02.jpg', DAY, 'date'],
    ['2021-01-02 IMG 123456.jpg', DAY, 'date'],
    ['2021-01-02_3f2504e0-4f89-11d3-9a0c-0305e82c3301.jpg', DAY, 'date'],
    ['1826-06-01 Le Gras.tif', '1826-06-01', 'date'],
    ['2100-12-31.jpg', '2100-12-31', 'date'],
    ['2020-02-29.jpg', '2020-02-29', 'date'],
    ['20210102.jpg', DAY, 'date'],
    ['20210102_001.jpg', DAY, 'date'],
    ['beach 20210102.jpg', DAY, 'date'],
    ['19700101.jpg', '1970-01-01', 'date'],
    // copies
    ['IMG_20210102_030405 (2).jpg', SECOND, 'android'],
    ['IMG_20210102_030405-edited.jpg', SECOND, 'android'],
    ['IMG_20210102_030405~2.jpg', SECOND, 'android'],
    ['IMG_20210102_030405_edited.jpg', SECOND, 'android'],
    ['IMG_20210102_030405 - Copy.jpg', SECOND, 'android'],
    ['20210102_030405~2.jpg', SECOND, 'date-time'],
    ['20210102-edited.jpg', DAY, 'date'],
    ['2021-01-02 - Copy.jpg', DAY, 'date'],
    ['IMG-20210102-WA0001-edited.jpg', DAY, 'whatsapp'],
    ['Screen Shot 2021-01-02 at 3.04.05 PM copy.png', AFTERNOON, 'screenshot'],
  ])('%s', (name, local, pattern) => {
    expect(fileNameDate(name)).toEqual({ local, utc: false, pattern });
  });
});

describe('names with an instant in UTC', () => {
  test.each([
    ['PXL_20210102_030405678.jpg', MILLISECOND, 'pixel'],
    ['pxl_20210102_030405678.JPG', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.MP.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.MP~2.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678_exported.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.MP_exported_1234.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.PORTRAIT.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.PORTRAIT-01.COVER.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.NIGHT.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.NIGHT-edited.jpg', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.TS.mp4', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.TS (1).mp4', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405678.RAW-02.ORIGINAL.dng', MILLISECOND, 'pixel'],
    ['PXL_20210102_030405.jpg', SECOND, 'pixel'],
    ['PXL_20210102_030405000.jpg', SECOND, 'pixel'],
    ['1609556645000.jpg', SECOND, 'unix-ms'],
    ['1609556645678 (1).jpg', MILLISECOND, 'unix-ms'],
    ['FB_IMG_1609556645000.jpg', SECOND, 'facebook'],
    ['fb_img_1609556645678-edited.JPG', MILLISECOND, 'facebook'],
    ['mmexport1609556645000.jpg', SECOND, 'wechat'],
    ['mmexport1609556645678(1).mp4', MILLISECOND, 'wechat'],
    ['wx_camera_1609556645000.jpg', SECOND, 'wechat'],
    ['microMsg.1609556645000.jpg', SECOND, 'wechat'],
    ['20210102_030405678_iOS.heic', MILLISECOND, 'onedrive'],
    ['20210102_030405000_iOS 2.jpg', SECOND, 'onedrive'],
    ['4102444799999.jpg', '2099-12-31T23:59:59.999', 'unix-ms'],
    ['2021-01-02T03:04:05Z.jpg', SECOND, 'date-time'],
    ['20210102T030405Z.jpg', SECOND, 'date-time'],
    ['2021-01-02_03-04-05_UTC.jpg', SECOND, 'date-time'],
    ['2021-01-02_03-04-05_UTC_1.jpg', SECOND, 'date-time'],
  ])('%s', (name, local, pattern) => {
    expect(fileNameDate(name)).toEqual({ local, utc: true, pattern });
  });
});

describe('names without a date', () => {
  test.each([
    // counters of cameras and phones
    'IMG_1234.JPG',
    'IMG_1234.PNG',
    'IMG_2021.jpg',
    'IMG_00000001.jpg',
    'P1010203.JPG',
    'DSC02021.JPG',
    'DSC_0001.JPG',
    'GX010123.MP4',
    'GOPR0123.JPG',
    'DJI_0001.JPG',
    'WP_000123.jpg',
    // when Syncthing met two changed copies
    'IMG_1234.sync-conflict-20240518-101112-ABCDEFG.JPG',
    'IMG_1234.sync-conflict-20240518-101112.JPG',
    'Screenshot (12).png',
    // impossible dates and times
    'IMG_20211301_030405.jpg',
    'IMG_20210230_030405.jpg',
    'IMG_20210229_030405.jpg',
    'IMG_20210100_030405.jpg',
    'IMG_20210102_250000.jpg',
    'PXL_20210102_036005678.jpg',
    '20210102_030460.jpg',
    '20211301_030405.jpg',
    '20210102_240000.jpg',
    'MVIMG_20210002_030405.jpg',
    'PANO_20210132_030405.jpg',
    'BURST20211301030405.jpg',
    'Screenshot_20210102-256060.png',
    'Screenshot_2021-02-30-03-04-05.png',
    'Screen Shot 2021-01-02 at 13.60.05.png',
    'IMG-20211301-WA0001.jpg',
    'IMG-20210230-WA0001.jpg',
    'VID-WA0028.mp4',
    'WhatsApp Image 2021-13-02 at 03.04.05.jpeg',
    'WhatsApp Video 2021-01-02 at 25.04.05.mp4',
    'signal-2021-01-32-030405.jpg',
    'signal-2021-01-02-256005.jpg',
    'photo_2021-02-30_03-04-05.jpg',
    'photo_1@31-02-2021_03-04-05.jpg',
    'video_1@02-13-2021_03-04-05.mp4',
    'WP_20211301_001.jpg',
    'WP_20210102_25_04_05_Pro.jpg',
    'DJI_20211301030405_0001_D.JPG',
    '2021-02-30.jpg',
    '2021.13.01 x.jpg',
    '2021-01-02 25.00.00.jpg',
    '20211301030405.jpg',
    'DSC_20211301.jpg',
    '12345678.jpg',
    '99991231.jpg',
    '1900-02-29.jpg',
    // years before photography, and after 2100
    '1825-12-31.jpg',
    '2101-01-01.jpg',
    '19691231.jpg',
    '21010101.jpg',
    // day first cannot be told from month first; the year is not to begin another date
    '02-01-2021.jpg',
    '02-01-2021-03-04.jpg',
    '31.12.2021.03.04.jpg',
    // separators that differ
    '2021-01_02.jpg',
    // numbers that are something else
    '+34612345678.jpg',
    '+20210102.jpg',
    'Snapchat-1234567890.jpg',
    '1609556645.jpg',
    '16095566450001.jpg',
    'x1609556645000.jpg',
    '4102444800000.jpg',
    '9780306406157.jpg',
    'FB_IMG_9609556645000.jpg',
    'NOFB_IMG_1609556645000.jpg',
    'FB_IMG_16095566450001.jpg',
    'mmexport16095566450001.jpg',
    'received_1609556645000.jpeg',
    'received_10155123456789012.jpeg',
    '20120304_1729262057138911_3467031269303386112_n.jpg',
    '12345678901234.jpg',
    '98765432109876543.jpg',
    '202101020304.jpg',
    '202101020304051.jpg',
    '202101020304056789.jpg',
    '920210102.jpg',
    '2021-01-0234.jpg',
    '120210102030405.jpg',
    '7720210102_030405.jpg',
    'IMG_20210102_0304056789012.jpg',
    'PXL_202101020_030405678.jpg',
    'f20120304.jpg',
    'telegram-cloud-photo-size-2-5204166524820204000-y.jpg',
    'photo_5204166524820204000_y.jpg',
    '02-01-21 03-04-05.jpg',
    '21-13-02 03-04-05 0001.jpg',
    '21-01-02 03-04-05 00012.jpg',
    // hashes and UUIDs
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301.jpg',
    '20210102-4f89-11d3-9a0c-0305e82c3301.jpg',
    '20210102-0304-4f05-9a0c-202101020304.jpg',
    '3f2504e0-2021-0102-9a0c-202101020304.jpg',
    'd41d8cd98f0020210102e9800998ecf8.jpg',
    '20210102d41d8cd98f00b204e9800998.jpg',
    'd41d8cd98f00b204e980099820210102.jpg',
    '20210102030405d41d8cd98f00b20420.jpg',
    'd41d8cd98f00b20420a0210102030405.jpg',
    'a20210102030405.jpg',
    // no name at all
    '',
    '.jpg',
    'holiday.jpg',
  ])('%s', (name) => {
    expect(fileNameDate(name)).toBeUndefined();
  });
});

/** The digits of an instant as ['2021', '01', '02', '03', '04', '05', '678']. */
type Digits = readonly [string, string, string, string, string, string, string];

const digits = fc
  .date({
    min: new Date('2001-09-09T01:46:40Z'),
    max: new Date('2099-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString().match(/\d+/g) as unknown as Digits);

const timed: readonly [string, (parts: Digits) => string][] = [
  ['android', ([y, mo, d, h, mi, s]) => `IMG_${y}${mo}${d}_${h}${mi}${s}.jpg`],
  ['pixel', ([y, mo, d, h, mi, s]) => `PXL_${y}${mo}${d}_${h}${mi}${s}123.MP.jpg`],
  ['samsung', ([y, mo, d, h, mi, s]) => `${y}${mo}${d}_${h}${mi}${s}(0).jpg`],
  ['screenshot', ([y, mo, d, h, mi, s]) => `Screenshot_${y}${mo}${d}-${h}${mi}${s}_Chrome.jpg`],
  ['whatsapp', ([y, mo, d, h, mi, s]) => `WhatsApp Image ${y}-${mo}-${d} at ${h}.${mi}.${s} (1).jpeg`],
  ['signal', ([y, mo, d, h, mi, s]) => `signal-${y}-${mo}-${d}-${h}${mi}${s}.jpg`],
  ['telegram', ([y, mo, d, h, mi, s]) => `photo_1@${d}-${mo}-${y}_${h}-${mi}-${s}.jpg`],
  ['windows phone', ([y, mo, d, h, mi, s]) => `WP_${y}${mo}${d}_${h}_${mi}_${s}_Pro.jpg`],
  ['dropbox', ([y, mo, d, h, mi, s]) => `${y}-${mo}-${d} ${h}.${mi}.${s}-1.jpg`],
  ['digits', ([y, mo, d, h, mi, s]) => `${y}${mo}${d}${h}${mi}${s}.jpg`],
];

const dayOnly: readonly [string, (parts: Digits) => string][] = [
  ['whatsapp', ([y, mo, d]) => `IMG-${y}${mo}${d}-WA0001.jpg`],
  ['dashes', ([y, mo, d]) => `${y}-${mo}-${d}.jpg`],
  ['dots', ([y, mo, d]) => `${y}.${mo}.${d} birthday.jpg`],
  ['digits', ([y, mo, d]) => `${y}${mo}${d}.jpg`],
];

describe('properties', () => {
  test.each(timed)('any time written as %s is found again', (_form, write) => {
    fc.assert(
      fc.property(digits, (parts) => {
        const [y, mo, d, h, mi, s] = parts;
        expect(fileNameDate(write(parts))?.local.slice(0, 19)).toBe(`${y}-${mo}-${d}T${h}:${mi}:${s}`);
      }),
    );
  });

  test.each(dayOnly)('any day written as %s is found again', (_form, write) => {
    fc.assert(
      fc.property(digits, (parts) => {
        const [y, mo, d] = parts;
        expect(fileNameDate(write(parts))?.local).toBe(`${y}-${mo}-${d}`);
      }),
    );
  });

  test('any instant written as Unix milliseconds is found again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000_000, max: 4_102_444_799_999 }), (milliseconds) => {
        const found = fileNameDate(`${String(milliseconds)}.jpg`);
        expect(found?.utc).toBe(true);
        expect(Date.parse(`${found?.local ?? ''}Z`)).toBe(milliseconds);
      }),
    );
  });

  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${String(length)}}$`));

  test('a hash holds no date', () => {
    fc.assert(
      fc.property(hex(32), (hash) => {
        expect(fileNameDate(`${hash}.jpg`)).toBeUndefined();
      }),
    );
  });

  test('a hash holds no date wherever the digits of one stand in it', () => {
    fc.assert(
      fc.property(hex(24), fc.nat({ max: 24 }), digits, (hash, at, [y, mo, d]) => {
        expect(fileNameDate(`${hash.slice(0, at)}${y}${mo}${d}${hash.slice(at)}.jpg`)).toBeUndefined();
      }),
    );
  });

  test('a UUID holds no date, nor one that begins with the digits of one', () => {
    fc.assert(
      fc.property(fc.uuid(), digits, (uuid, [y, mo, d]) => {
        expect(fileNameDate(`${uuid}.jpg`)).toBeUndefined();
        expect(fileNameDate(`${y}${mo}${d}${uuid.slice(8)}.jpg`)).toBeUndefined();
      }),
    );
  });

  test('no name makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        fileNameDate(name);
      }),
    );
  });
});
