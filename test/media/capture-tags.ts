import type { Tags } from './write-tags.js';

/**
 * The EXIF dates that a camera writes.
 * @param local `YYYY:MM:DD HH:MM:SS` on the camera's clock
 * @param offset UTC offset such as `+02:00`, which phones write and most cameras do not
 */
export function exifDates(local: string, offset?: string): Tags {
  const dates = { 'EXIF:DateTimeOriginal': local, 'EXIF:CreateDate': local, 'EXIF:ModifyDate': local };
  if (offset === undefined) return dates;
  return {
    ...dates,
    'EXIF:OffsetTime': offset,
    'EXIF:OffsetTimeOriginal': offset,
    'EXIF:OffsetTimeDigitized': offset,
  };
}

/** EXIF position, in degrees. */
export function exifPlace(latitude: number, longitude: number): Tags {
  return {
    'EXIF:GPSLatitude': Math.abs(latitude),
    'EXIF:GPSLatitudeRef': latitude < 0 ? 'S' : 'N',
    'EXIF:GPSLongitude': Math.abs(longitude),
    'EXIF:GPSLongitudeRef': longitude < 0 ? 'W' : 'E',
  };
}

/** The camera's name, as all cameras write it. */
export function exifCamera(make: string, model: string): Tags {
  return { 'EXIF:Make': make, 'EXIF:Model': model };
}

/**
 * The dates in the headers of a video, which the format wants in UTC.
 * @param utc `YYYY:MM:DD HH:MM:SS`, stored as it is
 */
export function videoDates(utc: string): Tags {
  return {
    'QuickTime:CreateDate': utc,
    'QuickTime:ModifyDate': utc,
    'QuickTime:TrackCreateDate': utc,
    'QuickTime:TrackModifyDate': utc,
    'QuickTime:MediaCreateDate': utc,
    'QuickTime:MediaModifyDate': utc,
  };
}
