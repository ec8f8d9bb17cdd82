import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { exiftoolPath } from 'exiftool-vendored';

/** In which of the two forms the names of faces are written; digiKam writes both. */
export type FaceForm = 'mwg' | 'microsoft';

/**
 * Writes face tags into a file as digiKam does: in place, so that the inode stays, and with the old modification time.
 * A name that is as long as the one before keeps the size as well.
 */
export async function tagFaces(
  file: string,
  names: readonly string[],
  forms: readonly FaceForm[] = ['mwg', 'microsoft'],
): Promise<void> {
  const area = '{X=0.5,Y=0.5,W=0.2,H=0.3,Unit=normalized}';
  const mwg = names.map((name) => `{Area=${area},Name=${name},Type=Face}`).join(',');
  const microsoft = names
    .map((name) => `{PersonDisplayName=${name},Rectangle=0.4|,0.35|,0.2|,0.3}`)
    .join(',');
  const tags = [
    ...(forms.includes('mwg')
      ? [`-XMP-mwg-rs:RegionInfo={AppliedToDimensions={W=64,H=48,Unit=pixel},RegionList=[${mwg}]}`]
      : []),
    ...(forms.includes('microsoft') ? [`-XMP-MP:RegionInfoMP={Regions=[${microsoft}]}`] : []),
    `-XMP-digiKam:TagsList=${names.map((name) => `People/${name}`).join(',')}`,
  ];
  const how = ['-config', '', '-q', '-P', '-overwrite_original_in_place'];
  await promisify(execFile)(await exiftoolPath(), [...how, ...tags, file]);
}
