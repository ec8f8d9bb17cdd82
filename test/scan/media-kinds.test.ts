import { describe, expect, test } from '@jest/globals';
import { mediaKind, wrongExtension } from '../../src/scan/media-kinds.js';

describe('what exiftool calls it decides whether it is a picture or a video', () => {
  test.each([
    ...['JPEG', 'HEIC', 'HEIF', 'AVIF', 'PNG', 'APNG', 'GIF', 'WEBP', 'Extended WEBP', 'TIFF', 'BTF'],
    ...['JXL', 'JP2', 'BMP', 'PSD', 'PSB', 'MPO', 'INSP'],
    // RAW
    ...['3FR', 'ARW', 'CR2', 'CR3', 'CRW', 'DCR', 'DNG', 'ERF', 'FFF', 'GPR', 'IIQ', 'K25', 'KDC', 'MEF'],
    ...['MOS', 'MRW', 'NEF', 'NRW', 'ORF', 'PEF', 'RAF', 'RAW', 'RW2', 'RWL', 'SR2', 'SRF', 'SRW', 'X3F'],
    // of the first EOS-1D, which named its RAW files .TIF
    'Canon 1D RAW',
  ])('%s is a picture', (fileType) => {
    expect(mediaKind(fileType, `image/${fileType.toLowerCase()}`)).toBe('picture');
  });

  test.each([
    ['MP4', 'video/mp4'],
    ['MOV', 'video/quicktime'],
    ['M4V', 'video/x-m4v'],
    ['3GP', 'video/3gpp'],
    ['AVI', 'video/x-msvideo'],
    ['MKV', 'video/x-matroska'],
    ['WEBM', 'video/webm'],
    ['M2TS', 'video/m2ts'],
    ['MPEG', 'video/mpeg'],
    ['WMV', 'video/x-ms-wmv'],
    ['FLV', 'video/x-flv'],
    ['DV', 'video/x-dv'],
    ['CRM', 'video/x-canon-crm'],
  ])('%s is a video', (fileType, mimeType) => {
    expect(mediaKind(fileType, mimeType)).toBe('video');
  });

  test.each([
    [undefined, undefined],
    [undefined, 'image/jpeg'],
    ['', undefined],
    ['PDF', 'application/pdf'],
    ['TXT', 'text/plain'],
    ['XMP', 'application/rdf+xml'],
    ['JSON', 'application/json'],
    ['AAE', 'application/vnd.apple.photos'],
    ['THM', 'image/jpeg'],
    ['NKSC', 'application/x-nikon-nxstudio'],
    ['ZIP', 'application/zip'],
    ['MP3', 'audio/mpeg'],
    ['M4A', 'audio/mp4'],
    ['SVG', 'image/svg+xml'],
    ['ICO', 'image/x-icon'],
    ['XCF', 'image/x-xcf'],
    ['DJVU', 'image/vnd.djvu'],
    ['SWF', 'application/x-shockwave-flash'],
    ['SWF', 'video/x-flash'],
  ])('%s (%s) is neither', (fileType, mimeType) => {
    expect(mediaKind(fileType, mimeType)).toBeUndefined();
  });
});

describe('an extension that says something else than the content', () => {
  test.each([
    ['photo.png', 'jpg'],
    ['photo.jpg', 'heic'],
    ['photo.heic', 'jpg'],
    ['photo.JPG', 'png'],
    ['clip.jpg', 'mp4'],
    ['clip.avi', 'mp4'],
    ['photo.jpg.png', 'jpg'],
    ['webp.jpg', 'webp'],
  ])('%s with the content of a %s is wrong', (name, proposed) => {
    expect(wrongExtension(name, proposed)).toBe(true);
  });

  test.each([
    ['photo.jpg', 'jpg'],
    ['photo.JPG', 'jpg'],
    ['photo.jpeg', 'jpg'],
    ['photo.jpg', 'JPG'],
    ['photo.heic', 'heif'],
    ['photo.HEIF', 'heic'],
    ['scan.tiff', 'tif'],
    ['raw.dng', 'dng'],
    ['clip.mov', 'mp4'],
    ['clip.mp4', 'mov'],
    ['clip.m4v', 'mp4'],
    ['clip.MTS', 'm2ts'],
    ['clip.mpeg', 'mpg'],
    ['clip.3gp', 'mp4'],
    ['no extension', 'jpg'],
    ['photo.png', undefined],
  ])('%s with the content of a %s is right, or cannot be told', (name, proposed) => {
    expect(wrongExtension(name, proposed)).toBe(false);
  });
});
