import type { Tags } from './write-tags.js';

/** Stands in the templates for every date, as EXIF writes it. */
export const exifDate = '2001:02:03 04:05:06';
/** The same instant as XMP writes it. */
export const xmpDate = '2001-02-03T04:05:06';

const sharedTags: Tags = {
  'EXIF:Orientation#': 1,
  'EXIF:XResolution': 72,
  'EXIF:YResolution': 72,
  'EXIF:ResolutionUnit#': 2,
  'EXIF:ModifyDate': exifDate,
  'EXIF:YCbCrPositioning#': 1,
  'EXIF:ExifVersion': '0232',
  'EXIF:DateTimeOriginal': exifDate,
  'EXIF:CreateDate': exifDate,
  'EXIF:ComponentsConfiguration#': '1 2 3 0',
  'EXIF:ShutterSpeedValue': '1/160',
  'EXIF:BrightnessValue': 5.2,
  'EXIF:ExposureCompensation': 0,
  'EXIF:MeteringMode#': 5,
  'EXIF:LightSource#': 0,
  'EXIF:Flash#': 16,
  'EXIF:FlashpixVersion': '0100',
  'EXIF:ColorSpace#': 1,
  'EXIF:ExifImageWidth': 160,
  'EXIF:ExifImageHeight': 120,
  'EXIF:InteropIndex': 'R98',
  'EXIF:SceneType#': 1,
  'EXIF:ExposureMode#': 0,
  'EXIF:WhiteBalance#': 0,
  'EXIF:SceneCaptureType#': 0,
  'EXIF:ExposureProgram#': 2,
  'EXIF:SensingMethod#': 2,
};

const cameraTags: readonly Tags[] = [
  {
    ...camera('Google', 'Pixel 7', '1.85', '4.38'),
    ...seconds('729', '+02:00'),
    ...place(41.3874, 2.1686, 12),
    'EXIF:Software': 'HDR+ 1.0.540104767zd',
  },
  {
    ...camera('Apple', 'iPhone 13 mini', '1.6', '5.1'),
    ...seconds('416', '-05:00'),
    ...place(40.7128, -74.006, 33),
    'EXIF:Software': '17.4.1',
    'EXIF:HostComputer': 'iPhone 13 mini',
  },
  {
    ...camera('Canon', 'Canon EOS 80D', '5.6', '35'),
    ...seconds('52', '+01:00'),
    ...digikam(),
    'EXIF:SerialNumber': '092053001234',
    'EXIF:LensModel': 'EF-S18-135mm f/3.5-5.6 IS USM',
  },
  {
    ...camera('NIKON CORPORATION', 'NIKON D750', '8', '50'),
    'EXIF:SubSecTimeOriginal': '70',
    'EXIF:SubSecTimeDigitized': '70',
    'EXIF:Copyright': 'Family',
    'EXIF:LensModel': '50.0 mm f/1.8',
  },
  { ...camera('SONY', 'DSC-RX100M3', '2.8', '8.8'), ...digikam(), 'EXIF:Software': 'digiKam-8.2.0' },
  {
    ...camera('samsung', 'SM-G991B', '1.8', '5.4'),
    ...seconds('0385', '+00:00'),
    'EXIF:ImageUniqueID': 'L12XLLD00SM',
  },
];

/** What six typical cameras and phones write, all with the same placeholder date. */
export function typicalCameras(): Tags[] {
  return cameraTags.map((tags) => ({ ...sharedTags, ...tags }));
}

function camera(make: string, model: string, fNumber: string, focalLength: string): Tags {
  return {
    'EXIF:Make': make,
    'EXIF:Model': model,
    'EXIF:FNumber': fNumber,
    'EXIF:FocalLength': focalLength,
    'EXIF:ISO': 100,
    'EXIF:ExposureTime': '1/160',
  };
}

function seconds(fraction: string, offset: string): Tags {
  return {
    'EXIF:SubSecTime': fraction,
    'EXIF:SubSecTimeOriginal': fraction,
    'EXIF:SubSecTimeDigitized': fraction,
    'EXIF:OffsetTime': offset,
    'EXIF:OffsetTimeOriginal': offset,
    'EXIF:OffsetTimeDigitized': offset,
  };
}

/** Without GPS time: it is stored as numbers, and would not follow the dates that each copy gets. */
function place(latitude: number, longitude: number, altitude: number): Tags {
  return {
    'EXIF:GPSVersionID': '2.3.0.0',
    'EXIF:GPSLatitude': Math.abs(latitude),
    'EXIF:GPSLatitudeRef': latitude < 0 ? 'S' : 'N',
    'EXIF:GPSLongitude': Math.abs(longitude),
    'EXIF:GPSLongitudeRef': longitude < 0 ? 'W' : 'E',
    'EXIF:GPSAltitude': altitude,
    'EXIF:GPSAltitudeRef#': 0,
    'EXIF:GPSImgDirection': 271.4,
    'EXIF:GPSImgDirectionRef': 'M',
  };
}

function digikam(): Tags {
  return {
    'XMP-xmp:CreatorTool': 'digiKam-8.2.0',
    'XMP-xmp:CreateDate': xmpDate,
    'XMP-xmp:Rating': 4,
    'XMP-photoshop:DateCreated': xmpDate,
    'XMP-dc:Subject': 'family',
    'XMP-digiKam:TagsList': 'People/Alice',
    'XMP-lr:HierarchicalSubject': 'People|Alice',
  };
}
