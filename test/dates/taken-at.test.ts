import { describe, expect, test } from '@jest/globals';
import type { Tags } from '../../src/dates/metadata.js';
import { parseNamePattern } from '../../src/dates/name-pattern.js';
import {
  chooseTakenAt,
  type DateEvidence,
  type DateRules,
  datesOnOffer,
  type SidecarEvidence,
  type TakenAt,
} from '../../src/dates/taken-at.js';

const rules: DateRules = {
  homeZone: 'Europe/Madrid',
  dateFields: [],
  namePatterns: [],
  fallback: 'FileModifyDate',
  nowMs: Date.UTC(2025, 5, 15),
};
const mtimeMs = Date.UTC(2022, 5, 1, 12);
const fromMtime: TakenAt = { local: '2022-06-01T14:00:00', offsetMinutes: 120, source: 'FileModifyDate' };

function picture(tags: Tags, name = 'DSC_0001.JPG'): DateEvidence {
  return { kind: 'picture', name, mtimeMs, metadata: { fileType: 'JPEG', mimeType: 'image/jpeg', tags } };
}

function video(tags: Tags, name = 'MVI_0001.MP4'): DateEvidence {
  return { kind: 'video', name, mtimeMs, metadata: { fileType: 'MP4', mimeType: 'video/mp4', tags } };
}

/** What exiftool says of the sample files that are named, word for word. */
describe('real pictures', () => {
  test.each<[string, Tags, TakenAt]>([
    [
      'Canon_40D.jpg: EXIF with sub-seconds of zero',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2008:05:30 15:56:01',
        'EXIF:ExifIFD:SubSecTimeOriginal': '00',
        'EXIF:ExifIFD:CreateDate': '2008:05:30 15:56:01',
        'EXIF:ExifIFD:SubSecTimeDigitized': '00',
      },
      { local: '2008-05-30T15:56:01', source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'IMG_5195.HEIC: an iPhone with sub-seconds, offset and position',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2021:04:11 15:47:53',
        'EXIF:ExifIFD:SubSecTimeOriginal': '054',
        'EXIF:ExifIFD:OffsetTimeOriginal': '-05:00',
        'EXIF:ExifIFD:CreateDate': '2021:04:11 15:47:53',
        'XMP:XMP-xmp:CreateDate': '2021:04:11 15:47:53',
        'EXIF:ExifIFD:SubSecTimeDigitized': '054',
        'EXIF:ExifIFD:OffsetTimeDigitized': '-05:00',
        'EXIF:ExifIFD:OffsetTime': '-05:00',
        'XMP:XMP-photoshop:DateCreated': '2021:04:11 15:47:53',
        'EXIF:GPS:GPSLatitude': 39.0513444444444,
        'Composite:GPSLatitude': 39.0513444444444,
        'EXIF:GPS:GPSLongitude': 94.2887722222222,
        'Composite:GPSLongitude': -94.2887722222222,
      },
      { local: '2021-04-11T15:47:53.054', offsetMinutes: -300, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'iphone_hdr_YES.jpg: an older iPhone, whose GPS time is UTC and not needed',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2015:04:10 20:12:23',
        'EXIF:ExifIFD:SubSecTimeOriginal': 550,
        'EXIF:ExifIFD:CreateDate': '2015:04:10 20:12:23',
        'EXIF:ExifIFD:SubSecTimeDigitized': 550,
        'Composite:GPSDateTime': '2015:04:10 18:12:23.06Z',
        'EXIF:GPS:GPSLatitude': 40.4469722222222,
        'Composite:GPSLatitude': 40.4469722222222,
        'EXIF:GPS:GPSLongitude': 3.72475277777778,
        'Composite:GPSLongitude': -3.72475277777778,
      },
      { local: '2015-04-10T20:12:23.550', source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'HMD_Nokia_8.3_5G.jpg: an Android phone without CreateDate',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2022:08:14 14:12:31',
        'EXIF:ExifIFD:OffsetTimeOriginal': '+03:00',
        'EXIF:ExifIFD:OffsetTimeDigitized': '+03:00',
        'EXIF:ExifIFD:OffsetTime': '+03:00',
        'Composite:GPSDateTime': '2022:08:14 11:12:32Z',
        'EXIF:GPS:GPSLatitude': 60.1467055555556,
        'Composite:GPSLatitude': 60.1467055555556,
        'EXIF:GPS:GPSLongitude': 24.9067722222222,
        'Composite:GPSLongitude': 24.9067722222222,
      },
      { local: '2022-08-14T14:12:31', offsetMinutes: 180, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'HMD_Nokia_8.3_5G_hdr.heif: only ModifyDate, and the time of GPS, which is UTC',
      {
        'EXIF:IFD0:ModifyDate': '2022:01:12 07:30:14',
        'Composite:GPSDateTime': '2022:01:12 07:30:14Z',
        'EXIF:GPS:GPSLatitude': 40.6629935,
        'Composite:GPSLatitude': 40.6629935,
        'EXIF:GPS:GPSLongitude': 3.76374051,
        'Composite:GPSLongitude': -3.76374051,
      },
      { local: '2022-01-12T08:30:14', offsetMinutes: 60, source: 'Composite:GPSDateTime' },
    ],
    [
      'Nikon_D70.jpg: the offset stands only in XMP, beside the same time',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2008:03:15 09:52:01',
        'XMP:XMP-exif:DateTimeOriginal': '2008:03:15 09:52:01-04:00',
        'XMP:XMP-xmp:CreateDate': '2008:03:15 09:52:01-04:00',
      },
      { local: '2008-03-15T09:52:01', offsetMinutes: -240, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'Pentax_K10D.jpg: the date of the edit, also in XMP, lends nothing',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2008:05:04 16:47:24',
        'XMP:XMP-exif:DateTimeOriginal': '2008:05:04 16:47:24+09:00',
        'EXIF:ExifIFD:CreateDate': '2008:05:04 16:47:24',
        'XMP:XMP-xmp:CreateDate': '2008:05:10 20:55:15+09:00',
        'XMP:XMP-exif:DateTimeDigitized': '2008:05:04 16:47:24+09:00',
      },
      { local: '2008-05-04T16:47:24', offsetMinutes: 540, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      '33-type_error.jpg: an offset with an hour of one digit',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2008:05:25 19:31:26',
        'XMP:XMP-exif:DateTimeOriginal': '2008:05:25 19:31:26.0+1:00',
        'EXIF:ExifIFD:SubSecTimeOriginal': 0,
        'EXIF:ExifIFD:CreateDate': '2008:05:25 19:31:26',
        'XMP:XMP-xmp:CreateDate': '2008:05:25 20:31:26+02:00',
        'EXIF:ExifIFD:SubSecTimeDigitized': 0,
        'XMP:XMP-exif:DateTimeDigitized': '2008:05:25 19:31:26.0+1:00',
      },
      { local: '2008-05-25T19:31:26', offsetMinutes: 60, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      '32-lens_data.jpeg: sub-seconds of two digits are hundredths',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2012:07:14 16:30:12',
        'XMP:XMP-exif:DateTimeOriginal': '2012:07:14 16:30:12',
        'EXIF:ExifIFD:SubSecTimeOriginal': 68,
        'XMP:XMP-exif:SubSecTimeOriginal': 68,
      },
      { local: '2012-07-14T16:30:12.680', source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'no_exif.jpg: only XMP',
      { 'XMP:XMP-xmp:CreateDate': '2013:09:23 10:09:46+02:00' },
      { local: '2013-09-23T10:09:46', offsetMinutes: 120, source: 'XMP-xmp:CreateDate' },
    ],
    [
      'long_description.jpg: the day of creation beats the moment of the export',
      {
        'EXIF:IFD0:ModifyDate': '2008:07:31 10:50:00',
        'XMP:XMP-xmp:CreateDate': '2005:12:17 22:03:32Z',
        'XMP:XMP-photoshop:DateCreated': '2003:08:31',
      },
      { local: '2003-08-31', source: 'XMP-photoshop:DateCreated' },
    ],
    [
      '87_OSError.jpg: EXIF, XMP and IPTC agree, EXIF is named',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '2005:12:14 14:39:47',
        'EXIF:ExifIFD:CreateDate': '2005:12:14 14:39:47',
        'XMP:XMP-xmp:CreateDate': '2005:12:14 14:39:47',
        'XMP:XMP-photoshop:DateCreated': '2005:12:14 14:39:47',
        'IPTC:DateCreated': '2005:12:14',
        'IPTC:TimeCreated': '14:39:47',
      },
      { local: '2005-12-14T14:39:47', source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'olympus-d320l.jpg: a camera before EXIF',
      { 'APP12:PictureInfo:DateTimeOriginal': '1998:10:29 22:06:59' },
      { local: '1998-10-29T22:06:59', source: 'PictureInfo:DateTimeOriginal' },
    ],
    [
      'sony-powershota5.jpg: Canon CIFF',
      { 'MakerNotes:CIFF:DateTimeOriginal': '2000:10:27 22:56:26' },
      { local: '2000-10-27T22:56:26', source: 'CIFF:DateTimeOriginal' },
    ],
    [
      'Reconyx_HC500_Hyperfire.jpg: a trap camera with its date in the maker notes',
      { 'MakerNotes:Reconyx:DateTimeOriginal': '2020:03:16 10:00:00' },
      { local: '2020-03-16T10:00:00', source: 'Reconyx:DateTimeOriginal' },
    ],
    [
      'kodak-dc240.jpg: a time of creation among the maker notes does not disturb',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '1999:05:25 21:00:09',
        'EXIF:ExifIFD:CreateDate': '1999:05:25 21:00:09',
        'Composite:DateCreated': '1999:05:25',
        'MakerNotes:Kodak:TimeCreated': '21:00:09.62',
      },
      { local: '1999-05-25T21:00:09', source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'Canon_40D_photoshop_import.jpg: ModifyDate alone is the date of an edit',
      { 'EXIF:IFD0:ModifyDate': '2008:07:31 10:05:49' },
      fromMtime,
    ],
    ['PaintTool_sample.jpg: no date at all', {}, fromMtime],
  ])('%s', (_, tags, expected) => {
    expect(chooseTakenAt(picture(tags), rules)).toEqual(expected);
  });
});

describe('real videos', () => {
  const everyTrack = (utc: string): Tags => ({
    'QuickTime:CreateDate': utc,
    'QuickTime:Track1:TrackCreateDate': utc,
    'QuickTime:Track2:TrackCreateDate': utc,
    'QuickTime:Track1:MediaCreateDate': utc,
    'QuickTime:Track2:MediaCreateDate': utc,
  });

  test.each<[string, Tags, TakenAt]>([
    [
      'with-gps.mov: an iPhone says the local time itself',
      {
        'QuickTime:CreateDate': '2019:07:24 08:25:57',
        'QuickTime:Keys:CreationDate': '2019:07:24 11:25:40+03:00',
        'QuickTime:Track1:TrackCreateDate': '2019:07:24 08:25:57',
        'QuickTime:Track1:MediaCreateDate': '2019:07:24 08:25:57',
        'Composite:GPSLatitude': 32.0929,
        'Composite:GPSLongitude': 34.862,
      },
      { local: '2019-07-24T11:25:40', offsetMinutes: 180, source: 'Keys:CreationDate' },
    ],
    [
      'with-gps.mp4: UTC, read at the place of capture (London)',
      {
        ...everyTrack('2017:02:22 08:20:28'),
        'Composite:GPSLatitude': 51.4169,
        'Composite:GPSLongitude': -0.0806,
      },
      { local: '2017-02-22T08:20:28', offsetMinutes: 0, source: 'QuickTime:CreateDate' },
    ],
    [
      'sample.3gp: UTC, read at home',
      everyTrack('2005:10:28 17:36:40'),
      { local: '2005-10-28T19:36:40', offsetMinutes: 120, source: 'QuickTime:CreateDate' },
    ],
  ])('%s', (_, tags, expected) => {
    expect(chooseTakenAt(video(tags), rules)).toEqual(expected);
  });
});

describe('the rules for pictures', () => {
  const taken = '2021:01:02 03:04:05';
  const local = '2021-01-02T03:04:05';

  test.each<[string, Tags, TakenAt]>([
    [
      'DateTimeOriginal beats CreateDate, whichever comes first',
      { 'EXIF:ExifIFD:CreateDate': '2020:05:05 05:05:05', 'EXIF:ExifIFD:DateTimeOriginal': taken },
      { local, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'CreateDate with the sub-seconds and offset of digitizing',
      {
        'EXIF:ExifIFD:CreateDate': taken,
        'EXIF:ExifIFD:SubSecTimeDigitized': '007',
        'EXIF:ExifIFD:OffsetTimeDigitized': '+05:45',
        'EXIF:ExifIFD:SubSecTimeOriginal': 999,
        'EXIF:ExifIFD:OffsetTimeOriginal': '-11:00',
      },
      { local: `${local}.007`, offsetMinutes: 345, source: 'ExifIFD:CreateDate' },
    ],
    [
      'an offset of spaces is none',
      { 'EXIF:ExifIFD:DateTimeOriginal': taken, 'EXIF:ExifIFD:OffsetTimeOriginal': '   :  ' },
      { local, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'OffsetTime alone belongs to ModifyDate',
      { 'EXIF:ExifIFD:DateTimeOriginal': taken, 'EXIF:ExifIFD:OffsetTime': '+09:00' },
      { local, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'the offset of another moment in XMP is not borrowed',
      {
        'EXIF:ExifIFD:DateTimeOriginal': taken,
        'XMP:XMP-xmp:CreateDate': '2021:01:02 03:04:06+09:00',
      },
      { local, source: 'ExifIFD:DateTimeOriginal' },
    ],
    [
      'XMP in its own order',
      {
        'XMP:XMP-xmp:CreateDate': '2020:05:05 05:05:05',
        'XMP:XMP-exif:DateTimeDigitized': '2020:06:06 06:06:06',
        'XMP:XMP-photoshop:DateCreated': taken,
      },
      { local, source: 'XMP-photoshop:DateCreated' },
    ],
    [
      'IPTC keeps day and time apart',
      { 'IPTC:DateCreated': '2021:01:02', 'IPTC:TimeCreated': '03:04:05+01:00' },
      { local, offsetMinutes: 60, source: 'IPTC:DateCreated' },
    ],
    [
      'IPTC with a time that is none still has its day',
      { 'IPTC:DateCreated': '2021:01:02', 'IPTC:TimeCreated': '99:99:99' },
      { local: '2021-01-02', source: 'IPTC:DateCreated' },
    ],
    [
      'IPTC of digitizing',
      { 'IPTC:DigitalCreationDate': '2021:01:02', 'IPTC:DigitalCreationTime': '03:04:05' },
      { local, source: 'IPTC:DigitalCreationDate' },
    ],
    ['PNG CreationTime', { 'PNG:CreationTime': taken }, { local, source: 'PNG:CreationTime' }],
    [
      'a HEIC container without EXIF: UTC, at home',
      { 'QuickTime:CreateDate': taken },
      { local: '2021-01-02T04:04:05', offsetMinutes: 60, source: 'QuickTime:CreateDate' },
    ],
    [
      'EXIF of zeros lets XMP speak',
      {
        'EXIF:ExifIFD:DateTimeOriginal': '0000:00:00 00:00:00',
        'EXIF:ExifIFD:CreateDate': '    :  :     :  :  ',
        'XMP:XMP-xmp:CreateDate': taken,
      },
      { local, source: 'XMP-xmp:CreateDate' },
    ],
    [
      'a clock that was never set lets the next one speak',
      { 'EXIF:ExifIFD:DateTimeOriginal': '1970:01:01 01:00:00', 'XMP:XMP-xmp:CreateDate': taken },
      { local, source: 'XMP-xmp:CreateDate' },
    ],
    [
      'profiles, previews and the file system are not about the capture',
      {
        'ICC_Profile:ICC-header:CreateDate': '1998:02:09 06:49:00',
        'PDF:CreateDate': '2020:05:05 05:05:05',
        'File:System:CreateDate': '2020:05:05 05:05:05',
        'Composite:CreateDate': '2020:05:05 05:05:05',
      },
      fromMtime,
    ],
  ])('%s', (_, tags, expected) => {
    expect(chooseTakenAt(picture(tags), rules)).toEqual(expected);
  });
});

describe('the rules for videos', () => {
  const utc = '2020:12:31 23:30:00';
  const auckland: Tags = { 'Composite:GPSLatitude': -36.8485, 'Composite:GPSLongitude': 174.7633 };
  const honolulu: Tags = { 'Composite:GPSLatitude': 21.3069, 'Composite:GPSLongitude': -157.8583 };

  test.each<[string, Tags, TakenAt]>([
    [
      'in Auckland it is already noon of the new year',
      { 'QuickTime:CreateDate': utc, ...auckland },
      { local: '2021-01-01T12:30:00', offsetMinutes: 780, source: 'QuickTime:CreateDate' },
    ],
    [
      'in Honolulu it is still early on the last day of the old one',
      { 'QuickTime:CreateDate': utc, ...honolulu },
      { local: '2020-12-31T13:30:00', offsetMinutes: -600, source: 'QuickTime:CreateDate' },
    ],
    [
      'without a position the home zone decides',
      { 'QuickTime:CreateDate': utc },
      { local: '2021-01-01T00:30:00', offsetMinutes: 60, source: 'QuickTime:CreateDate' },
    ],
    [
      'a position of 0, 0 is none',
      { 'QuickTime:CreateDate': utc, 'Composite:GPSLatitude': 0, 'Composite:GPSLongitude': 0 },
      { local: '2021-01-01T00:30:00', offsetMinutes: 60, source: 'QuickTime:CreateDate' },
    ],
    [
      'an empty movie header lets the track speak',
      {
        'QuickTime:CreateDate': '0000:00:00 00:00:00',
        'QuickTime:Track1:TrackCreateDate': '0000:00:00 00:00:00',
        'QuickTime:Track2:TrackCreateDate': utc,
      },
      { local: '2021-01-01T00:30:00', offsetMinutes: 60, source: 'Track2:TrackCreateDate' },
    ],
    [
      'the epoch of QuickTime is no date',
      { 'QuickTime:CreateDate': '1904:01:01 00:00:00', 'QuickTime:Track1:MediaCreateDate': utc },
      { local: '2021-01-01T00:30:00', offsetMinutes: 60, source: 'Track1:MediaCreateDate' },
    ],
    [
      "iTunes' ContentCreateDate is local",
      {
        'QuickTime:CreateDate': utc,
        'QuickTime:ItemList:ContentCreateDate': '2021:01:01 00:29:58+01:00',
      },
      { local: '2021-01-01T00:29:58', offsetMinutes: 60, source: 'ItemList:ContentCreateDate' },
    ],
    [
      "Sony's own XML",
      { 'QuickTime:CreateDate': utc, 'XML:CreationDateValue': '2021:01:01 00:30:00+01:00' },
      { local: '2021-01-01T00:30:00', offsetMinutes: 60, source: 'XML:CreationDateValue' },
    ],
    [
      'AVCHD with its zone',
      { 'H264:DateTimeOriginal': '2010:07:15 18:20:30+02:00 DST' },
      { local: '2010-07-15T18:20:30', offsetMinutes: 120, source: 'H264:DateTimeOriginal' },
    ],
    [
      'AVI is local time',
      { 'RIFF:DateTimeOriginal': '2006:08:13 17:05:00' },
      { local: '2006-08-13T17:05:00', source: 'RIFF:DateTimeOriginal' },
    ],
    [
      'Matroska is UTC, as it says itself',
      { 'Matroska:Info:DateTimeOriginal': '2020:12:31 23:30:00Z' },
      { local: '2021-01-01T00:30:00', offsetMinutes: 60, source: 'Info:DateTimeOriginal' },
    ],
    [
      'WMV is UTC',
      { 'ASF:CreationDate': '2020:12:31 23:30:00Z' },
      { local: '2021-01-01T00:30:00', offsetMinutes: 60, source: 'ASF:CreationDate' },
    ],
    [
      'EXIF in a video is local and beats the container',
      { 'QuickTime:CreateDate': utc, 'EXIF:ExifIFD:DateTimeOriginal': '2021:01:01 00:30:00' },
      { local: '2021-01-01T00:30:00', source: 'ExifIFD:DateTimeOriginal' },
    ],
  ])('%s', (_, tags, expected) => {
    expect(chooseTakenAt(video(tags), rules)).toEqual(expected);
  });

  test('a camera that writes local time where UTC belongs is known by its file name', () => {
    const tags: Tags = { 'QuickTime:CreateDate': '2021:01:02 23:30:00', ...auckland };

    expect(chooseTakenAt(video(tags, 'VID_20210102_233000.mp4'), rules)).toEqual({
      local: '2021-01-02T23:30:00',
      source: 'QuickTime:CreateDate',
    });
  });

  test('a name in UTC proves no such thing', () => {
    const tags: Tags = { 'QuickTime:CreateDate': '2021:01:02 23:30:00', ...auckland };

    expect(chooseTakenAt(video(tags, 'PXL_20210102_233000000.mp4'), rules)).toEqual({
      local: '2021-01-03T12:30:00',
      offsetMinutes: 780,
      source: 'QuickTime:CreateDate',
    });
  });

  test('a phone whose name shows local time, as it should, has its UTC turned into the same', () => {
    const tags: Tags = { 'QuickTime:CreateDate': '2021:01:02 10:30:00', ...auckland };

    expect(chooseTakenAt(video(tags, 'VID_20210102_233000.mp4'), rules)).toEqual({
      local: '2021-01-02T23:30:00',
      offsetMinutes: 780,
      source: 'QuickTime:CreateDate',
    });
  });
});

describe('what the user asks for', () => {
  const acquired: Tags = { 'XMP:XMP-microsoft:DateAcquired': '2019:03:04 05:06:07' };
  const asked: DateRules = { ...rules, dateFields: ['XMP:DateAcquired'] };

  test('--date-field is not read unless asked for', () => {
    expect(chooseTakenAt(picture(acquired), rules)).toEqual(fromMtime);
  });

  test.each(['XMP:DateAcquired', 'XMP-microsoft:DateAcquired', 'dateacquired'])(
    '--date-field %s is read where EXIF has nothing',
    (field) => {
      expect(chooseTakenAt(picture(acquired), { ...rules, dateFields: [field] })).toEqual({
        local: '2019-03-04T05:06:07',
        source: 'XMP-microsoft:DateAcquired',
      });
    },
  );

  test('--date-field never replaces EXIF', () => {
    const tags: Tags = { ...acquired, 'EXIF:ExifIFD:CreateDate': '2021:01:02 03:04:05' };

    expect(chooseTakenAt(picture(tags), asked)).toEqual({
      local: '2021-01-02T03:04:05',
      source: 'ExifIFD:CreateDate',
    });
  });

  test('--date-field comes before the file name', () => {
    expect(chooseTakenAt(picture(acquired, 'IMG_20210102_030405.jpg'), asked)?.source).toBe(
      'XMP-microsoft:DateAcquired',
    );
  });

  test('--date-field of another group is not meant', () => {
    expect(chooseTakenAt(picture(acquired), { ...rules, dateFields: ['EXIF:DateAcquired'] })).toEqual(
      fromMtime,
    );
  });

  test('--date-field in a QuickTime header is UTC, like all of them', () => {
    const tags: Tags = { 'QuickTime:Track1:TrackModifyDate': '2020:12:31 23:30:00' };

    expect(chooseTakenAt(video(tags), { ...rules, dateFields: ['TrackModifyDate'] })).toEqual({
      local: '2021-01-01T00:30:00',
      offsetMinutes: 60,
      source: 'Track1:TrackModifyDate',
    });
  });

  test('fields are tried in the order in which they were given', () => {
    const tags: Tags = { ...acquired, 'IPTC:ReleaseDate': '2018:01:01' };

    expect(
      chooseTakenAt(picture(tags), { ...rules, dateFields: ['ReleaseDate', 'DateAcquired'] })?.local,
    ).toBe('2018-01-01');
  });
});

describe('where the file says nothing', () => {
  test.each<[string, TakenAt]>([
    ['IMG-20210102-WA0001.jpg', { local: '2021-01-02', source: 'FileName' }],
    ['Screenshot_20210102-030405.png', { local: '2021-01-02T03:04:05', source: 'FileName' }],
    [
      'PXL_20201231_233000123.jpg',
      { local: '2021-01-01T00:30:00.123', offsetMinutes: 60, source: 'FileName' },
    ],
    ['scan.jpg', fromMtime],
  ])('%s', (name, expected) => {
    expect(chooseTakenAt(picture({}, name), rules)).toEqual(expected);
  });

  test('the modification time counts in the home zone', () => {
    const newYear = { ...picture({}), mtimeMs: Date.UTC(2020, 11, 31, 23, 30, 0, 250) + 0.75 };

    expect(chooseTakenAt(newYear, rules)).toEqual({
      local: '2021-01-01T00:30:00.250',
      offsetMinutes: 60,
      source: 'FileModifyDate',
    });
    expect(chooseTakenAt(newYear, { ...rules, homeZone: 'Pacific/Honolulu' })?.local).toBe(
      '2020-12-31T13:30:00.250',
    );
  });

  test('--fallback none leaves it undated', () => {
    expect(chooseTakenAt(picture({}), { ...rules, fallback: 'none' })).toBeUndefined();
  });

  test('a modification time that a lost clock wrote leaves it undated', () => {
    expect(chooseTakenAt({ ...picture({}), mtimeMs: 0 }, rules)).toBeUndefined();
    expect(chooseTakenAt({ ...picture({}), mtimeMs: Date.UTC(2050, 0) }, rules)).toBeUndefined();
  });
});

describe('an instant that ends in Z', () => {
  const instant: Tags = { 'XMP:XMP-xmp:CreateDate': '2020:12:31 23:30:00Z' };

  test('is made local at home', () => {
    expect(chooseTakenAt(picture(instant), rules)).toEqual({
      local: '2021-01-01T00:30:00',
      offsetMinutes: 60,
      source: 'XMP-xmp:CreateDate',
    });
  });

  test('is made local at the position', () => {
    const tags: Tags = { ...instant, 'Composite:GPSLatitude': 21.3, 'Composite:GPSLongitude': -157.8 };

    expect(chooseTakenAt(picture(tags), rules)?.local).toBe('2020-12-31T13:30:00');
  });

  test('stands as it is when the file name shows the same digits', () => {
    expect(chooseTakenAt(picture(instant, 'IMG_20201231_233000.jpg'), rules)).toEqual({
      local: '2020-12-31T23:30:00',
      source: 'XMP-xmp:CreateDate',
    });
  });

  test('in the Keys of a video that an app wrote', () => {
    expect(chooseTakenAt(video({ 'QuickTime:Keys:CreationDate': '2020:12:31 23:30:00Z' }), rules)).toEqual({
      local: '2021-01-01T00:30:00',
      offsetMinutes: 60,
      source: 'Keys:CreationDate',
    });
  });

  test('written as +00:00 it is London’s winter', () => {
    expect(
      chooseTakenAt(video({ 'QuickTime:Keys:CreationDate': '2020:12:31 23:30:00+00:00' }), rules),
    ).toEqual({ local: '2020-12-31T23:30:00', offsetMinutes: 0, source: 'Keys:CreationDate' });
  });

  test('lends its offset to no EXIF date: who writes Z there may mean local time', () => {
    const tags: Tags = { ...instant, 'EXIF:ExifIFD:DateTimeOriginal': '2020:12:31 23:30:00' };

    expect(chooseTakenAt(picture(tags), rules)).toEqual({
      local: '2020-12-31T23:30:00',
      source: 'ExifIFD:DateTimeOriginal',
    });
  });
});

describe('a date of which only the year or the month was written', () => {
  const scan = (tags: Tags, name = 'scan.jpg'): DateEvidence => picture(tags, name);

  test.each<[string, Tags, string, TakenAt | undefined]>([
    [
      'is the first of its month',
      { 'XMP:XMP-photoshop:DateCreated': '1985:06' },
      'scan.jpg',
      { local: '1985-06-01', source: 'XMP-photoshop:DateCreated' },
    ],
    [
      'is the first of its year; exiftool gives it as a number',
      { 'XMP:XMP-photoshop:DateCreated': 1985 },
      'scan.jpg',
      { local: '1985-01-01', source: 'XMP-photoshop:DateCreated' },
    ],
    [
      'has zeroes for the rest in IPTC',
      { 'IPTC:DateCreated': '1985:06:00', 'IPTC:TimeCreated': '00:00:00+00:00' },
      'scan.jpg',
      { local: '1985-06-01', source: 'IPTC:DateCreated' },
    ],
    [
      'gives way to a fuller one of the same year',
      { 'XMP:XMP-photoshop:DateCreated': 1985, 'XMP:XMP-xmp:CreateDate': '2010:05:05 05:05:05' },
      '1985-06-12 birthday.jpg',
      { local: '1985-06-12', source: 'FileName' },
    ],
    [
      'gives way step by step',
      { 'XMP:XMP-photoshop:DateCreated': 1985, 'XMP:XMP-xmp:CreateDate': '1985:06' },
      '1985-06-12 birthday.jpg',
      { local: '1985-06-12', source: 'FileName' },
    ],
    [
      'does not give way to the day of the scan',
      { 'XMP:XMP-photoshop:DateCreated': '1985:06', 'XMP:XMP-xmp:CreateDate': '2010:06:05 05:05:05' },
      'Scan 2010-06-05.jpg',
      { local: '1985-06-01', source: 'XMP-photoshop:DateCreated' },
    ],
    [
      'is none in EXIF: there a month of zero is a fault',
      { 'EXIF:ExifIFD:DateTimeOriginal': '1985:00:00 00:00:00' },
      'scan.jpg',
      fromMtime,
    ],
  ])('%s', (_, tags, name, expected) => {
    expect(chooseTakenAt(scan(tags, name), rules)).toEqual(expected);
  });

  test('in a file name, by a pattern of one’s own', () => {
    const own: DateRules = { ...rules, namePatterns: [parseNamePattern('Album YYYY-MM')] };

    expect(chooseTakenAt(scan({}, 'Album 1985-06 (3).jpg'), own)).toEqual({
      local: '1985-06-01',
      source: 'FileName',
    });
  });
});

describe('sidecars', () => {
  const sidecar = (tags: Tags, name = 'DSC_0001.xmp'): SidecarEvidence => ({ name, metadata: { tags } });
  const taken: Tags = { 'XMP:XMP-exif:DateTimeOriginal': '2021:01:02 03:04:05+01:00' };

  test('speak when the file itself is silent, before its name', () => {
    const evidence = { ...picture({}, 'IMG_20220202_020202.jpg'), sidecars: [sidecar(taken)] };

    expect(chooseTakenAt(evidence, rules)).toEqual({
      local: '2021-01-02T03:04:05',
      offsetMinutes: 60,
      source: 'XMP-exif:DateTimeOriginal',
    });
    expect(datesOnOffer(evidence, rules)[0]).toMatchObject({ rank: 'sidecar', file: 'DSC_0001.xmp' });
  });

  test('lend their position to the UTC of a video', () => {
    const place: Tags = { 'XMP:XMP-exif:GPSLatitude': -36.85, 'XMP:XMP-exif:GPSLongitude': 174.76 };
    const evidence = {
      ...video({ 'QuickTime:CreateDate': '2020:12:31 23:30:00' }),
      sidecars: [sidecar(place)],
    };

    expect(chooseTakenAt(evidence, rules)?.local).toBe('2021-01-01T12:30:00');
  });

  test('a THM tells of a camera that writes local time into its video', () => {
    const thm = sidecar({ 'EXIF:ExifIFD:DateTimeOriginal': '2010:08:15 23:30:00' }, 'MVI_0001.THM');
    const evidence = { ...video({ 'QuickTime:CreateDate': '2010:08:15 23:30:01' }), sidecars: [thm] };

    expect(chooseTakenAt(evidence, rules)).toEqual({
      local: '2010-08-15T23:30:01',
      source: 'QuickTime:CreateDate',
    });
  });

  test('an XMP with the same digits tells no such thing: its program may have copied them', () => {
    const copied = sidecar({ 'XMP:XMP-exif:DateTimeOriginal': '2010:08:15 23:30:00' });
    const evidence = { ...video({ 'QuickTime:CreateDate': '2010:08:15 23:30:00' }), sidecars: [copied] };

    expect(chooseTakenAt(evidence, rules)?.local).toBe('2010-08-16T01:30:00');
  });
});

describe('the offset of the Live Photo’s still', () => {
  const live = (still: TakenAt): DateEvidence => ({
    ...video({
      'QuickTime:CreateDate': '2020:12:31 23:30:00',
      'Composite:GPSLatitude': 40,
      'Composite:GPSLongitude': -3,
    }),
    still,
  });
  const local = '2021-01-01T12:30:00';

  test('makes the UTC of its video local, before the position', () => {
    const still: TakenAt = { local, offsetMinutes: 780, source: 'ExifIFD:DateTimeOriginal' };

    expect(chooseTakenAt(live(still), rules)).toEqual({
      local,
      offsetMinutes: 780,
      source: 'QuickTime:CreateDate',
    });
  });

  test.each<TakenAt>([
    { local, source: 'ExifIFD:DateTimeOriginal' },
    { local, offsetMinutes: 780, source: 'FileName' },
    { local, offsetMinutes: 780, source: 'FileModifyDate' },
  ])('is not known from %j', (still) => {
    expect(chooseTakenAt(live(still), rules)?.offsetMinutes).toBe(60);
  });
});

/** Names and tags as their owners reported them. */
describe('videos of real phones', () => {
  const offHome = (homeZone: string): DateRules => ({ ...rules, homeZone });

  test('a Pixel without Keys: UTC in its headers and in its name (exiftool-vendored.js #113)', () => {
    const tags: Tags = { 'QuickTime:CreateDate': '2022:08:31 00:32:06' };

    expect(chooseTakenAt(video(tags, 'PXL_20220831_003137144.mp4'), offHome('America/New_York'))).toEqual({
      local: '2022-08-30T20:32:06',
      offsetMinutes: -240,
      source: 'QuickTime:CreateDate',
    });
  });

  test('a Pixel with Keys, renamed with its local time (pigallery2 #682)', () => {
    const tags: Tags = {
      'QuickTime:CreateDate': '2025:07:11 15:44:38',
      'QuickTime:Keys:CreationDate': '2025:07:11 09:44:38-06:00',
    };
    const name = '20250711_094438_PXL_20250711_154426209.mp4';

    expect(chooseTakenAt(video(tags, name), { ...rules, nowMs: undefined })).toEqual({
      local: '2025-07-11T09:44:38',
      offsetMinutes: -360,
      source: 'Keys:CreationDate',
    });
  });

  test('an iPhone without position and Keys: UTC, read at home (photoprism #727)', () => {
    const tags: Tags = { 'QuickTime:CreateDate': '2020:12:22 09:02:49' };

    expect(chooseTakenAt(video(tags, 'IMG_6886.MOV'), offHome('Europe/Berlin'))?.local).toBe(
      '2020-12-22T10:02:49',
    );
  });

  test('a Nikon, whose headers are local and whose maker notes say so', () => {
    const tags: Tags = {
      'QuickTime:CreateDate': '2024:09:28 20:54:53',
      'MakerNotes:Nikon:DateTimeOriginal': '2024:09:28 20:54:53',
      'MakerNotes:Nikon:CreateDate': '2024:09:28 20:54:53',
    };

    expect(chooseTakenAt(video(tags, 'Z30_5236.MOV'), offHome('Asia/Shanghai'))).toEqual({
      local: '2024-09-28T20:54:53',
      source: 'Nikon:DateTimeOriginal',
    });
  });
});

describe('ModifyDate', () => {
  const edited: Tags = { 'EXIF:IFD0:ModifyDate': '2008:07:31 10:05:49' };

  test('is shown, and refused', () => {
    expect(datesOnOffer(picture(edited), { ...rules, fallback: 'none' })).toMatchObject([
      { source: 'IFD0:ModifyDate', refusal: 'edited' },
    ]);
    expect(chooseTakenAt(picture(edited), { ...rules, fallback: 'none' })).toBeUndefined();
  });

  test('is taken by who asks for it', () => {
    const asked: DateRules = { ...rules, dateFields: ['EXIF:ModifyDate'] };

    expect(chooseTakenAt(picture(edited), asked)).toEqual({
      local: '2008-07-31T10:05:49',
      source: 'IFD0:ModifyDate',
    });
    expect(datesOnOffer(picture(edited), asked)).toHaveLength(2);
  });
});

describe('a date in the future', () => {
  const tags: Tags = {
    'EXIF:ExifIFD:DateTimeOriginal': '2031:01:02 03:04:05',
    'XMP:XMP-xmp:CreateDate': '2021:01:02 03:04:05',
  };

  test('is passed over when the clock is trusted', () => {
    expect(chooseTakenAt(picture(tags), rules)?.local).toBe('2021-01-02T03:04:05');
  });

  test('is taken when the clock is not: a Pi that thinks it is 1970 refuses nothing', () => {
    expect(chooseTakenAt(picture(tags), { ...rules, nowMs: undefined })?.local).toBe('2031-01-02T03:04:05');
  });
});

test('every date on offer is named, best first, with what became of it', () => {
  const tags: Tags = {
    'XMP:XMP-xmp:CreateDate': '2031:01:02 03:04:05',
    'EXIF:ExifIFD:CreateDate': '1970:01:01 00:00:00',
    'EXIF:ExifIFD:DateTimeOriginal': '0000:00:00 00:00:00',
    'IPTC:DateCreated': '1750:01:01',
  };
  const offers = datesOnOffer(picture(tags, 'IMG-20210102-WA0001.jpg'), rules);

  expect(offers.map(({ source, value, refusal }) => [source, value, refusal])).toEqual([
    ['ExifIFD:DateTimeOriginal', '0000:00:00 00:00:00', 'not-a-date'],
    ['ExifIFD:CreateDate', '1970:01:01 00:00:00', 'epoch'],
    ['XMP-xmp:CreateDate', '2031:01:02 03:04:05', 'future'],
    ['IPTC:DateCreated', '1750:01:01', 'too-old'],
    ['FileName', 'IMG-20210102-WA0001.jpg', undefined],
    ['FileModifyDate', '2022-06-01T12:00:00.000Z', undefined],
  ]);
});

test('without a fallback the modification time is not on offer', () => {
  expect(datesOnOffer(picture({}), { ...rules, fallback: 'none' })).toEqual([]);
});
