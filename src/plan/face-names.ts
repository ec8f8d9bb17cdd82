/** Names in the face tags of one file. */
export interface FaceNames {
  /** from regions of the Metadata Working Group, which digiKam and the viewers write and read */
  readonly faces: readonly string[];
  /** from Microsoft's regions that are in none of those */
  readonly onlyMicrosoft: readonly string[];
}

/** What exiftool is asked for; with its `-struct`, without which a region that lacks a name would shift those after it. */
export const faceTags = ['-struct', '-XMP-mwg-rs:RegionInfo', '-XMP-MP:RegionInfoMP'] as const;

/**
 * Reads exiftool's answer to `faceTags`. Regions that are no faces (pets, focus points, bar codes) do not count: PiGallery2
 * leaves them out as well.
 */
export function readFaceNames(answer: Readonly<Record<string, unknown>>): FaceNames {
  const faces = new Set(
    regionsOf(answer['XMP:XMP-mwg-rs:RegionInfo'], 'RegionList')
      .filter((region) => region['Type'] === 'Face')
      .flatMap((region) => nameOf(region['Name'])),
  );
  const microsoft = regionsOf(answer['XMP:XMP-MP:RegionInfoMP'], 'Regions').flatMap((region) =>
    nameOf(region['PersonDisplayName']),
  );
  return {
    faces: [...faces],
    onlyMicrosoft: [...new Set(microsoft)].filter((name) => !faces.has(name)),
  };
}

function regionsOf(info: unknown, list: string): Record<string, unknown>[] {
  const regions = isObject(info) ? info[list] : undefined;
  return Array.isArray(regions) ? regions.filter(isObject) : [];
}

/** exiftool writes a name that looks like a number as one. */
function nameOf(value: unknown): string[] {
  const name = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return name === '' ? [] : [name];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
