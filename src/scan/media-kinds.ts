export type MediaKind = 'picture' | 'video';

/**
 * Picture types by exiftool's FileType. Listed, not taken from the MIME type `image/*`, which exiftool also
 * gives to SVG, icons, fonts' previews, DICOM scans and project files of image editors.
 */
const developedTypes = [
  ...[
    'JPEG',
    'JPG',
    'HEIC',
    'HEIF',
    'HEICS',
    'HEIFS',
    'HIF',
    'AVIF',
    'PNG',
    'APNG',
    'GIF',
    'WEBP',
    'TIFF',
    'TIF',
    'BTF',
  ],
  ...['JXL', 'JP2', 'JPX', 'J2C', 'JPH', 'BMP', 'PSD', 'PSB', 'MPO', 'JPS', 'INSP'],
];

/** As listed under "Supported File Types" on exiftool.org. */
const rawTypes = new Set([
  ...[
    '3FR',
    'ARQ',
    'ARW',
    'CR2',
    'CR3',
    'CRW',
    'CS1',
    'DCR',
    'DNG',
    'ERF',
    'FFF',
    'GPR',
    'IIQ',
    'K25',
    'KDC',
  ],
  ...['MEF', 'MOS', 'MRW', 'NEF', 'NRW', 'ORF', 'ORI', 'PEF', 'RAF', 'RAW', 'REV', 'RW2', 'RWL', 'RWZ'],
  ...['SR2', 'SRF', 'SRW', 'X3F', 'LRI', 'HDP', 'WDP', 'JXR', 'CANON 1D RAW'],
]);

const pictureTypes = new Set([...developedTypes, ...rawTypes]);

const notVideos = new Set(['SWF', 'FLA']);

/**
 * Whether the content, as exiftool sees it, is a picture or a video; undefined for everything else
 * (sound, documents, archives). The extension has no say.
 *
 * @param fileType exiftool's `File:FileType`, e.g. `JPEG`
 * @param mimeType exiftool's `File:MIMEType`, e.g. `video/mp4`
 */
export function mediaKind(fileType: string | undefined, mimeType: string | undefined): MediaKind | undefined {
  if (fileType === undefined) return undefined;
  // "Extended WEBP" is a written-out variant of a listed type.
  const type = fileType.toUpperCase().replace(/^EXTENDED /, '');
  if (pictureTypes.has(type)) return 'picture';
  return mimeType?.startsWith('video/') && !notVideos.has(type) ? 'video' : undefined;
}

/** Whether a picture is a camera's RAW. @param fileType exiftool's `File:FileType` */
export function isRaw(fileType: string | undefined): boolean {
  return fileType !== undefined && rawTypes.has(fileType.toUpperCase());
}

/** Extensions (lower case) that mean the same content as the one exiftool proposes, e.g. `jpeg` for `jpg`. */
const sameExtension: Readonly<Record<string, readonly string[]>> = {
  jpg: ['jpeg', 'jpe', 'jfif', 'mpo'],
  tif: ['tiff', 'dng', 'nef', 'arw', 'pef', 'srw', 'sr2', '3fr', 'erf', 'mef', 'kdc', 'dcr'],
  heic: ['heif', 'hif', 'heics'],
  heif: ['heic', 'hif', 'avif'],
  mp4: ['m4v', 'mov', 'qt', '3gp', '3g2', 'insv', 'lrv', 'f4v', 'mqv'],
  m4v: ['mp4', 'mov'],
  mov: ['qt', 'mp4', 'm4v', 'insv', '360'],
  '3gp': ['3gpp', 'mp4', '3g2'],
  '3g2': ['3gpp2', '3gp'],
  mpg: ['mpeg', 'mpe', 'vob', 'm2v', 'mod'],
  m2ts: ['mts', 'ts', 'm2t', 'tod'],
  wmv: ['asf'],
  asf: ['wmv'],
  avi: ['divx'],
  png: ['apng'],
  mkv: ['mk3d'],
  webm: ['mkv'],
  psd: ['psb'],
};

/**
 * Whether the file's extension says something else than its content (a JPEG named .png).
 * Such a file is kept as it is, and reported.
 */
export function wrongExtension(name: string, proposed: string | undefined): boolean {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  const right = proposed?.toLowerCase();
  if (extension === undefined || right === undefined || extension === right) return false;
  return !(sameExtension[right]?.includes(extension) ?? false);
}
