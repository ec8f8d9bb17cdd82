import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import type { RawSettings } from '../config/load.js';
import { readLibraryMarker } from '../library/marker.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { DiskFacts, PlaceFacts, PlacesFacts, SpaceFacts } from '../plan/check-places.js';
import { fsPath } from '../system/fs-path.js';
import { missingMount, mountOf, parseMounts } from '../system/mounts.js';
import { probeFolder } from '../system/probe-folder.js';
import type { Context } from './context.js';
import { dropFoldersIn } from './import-request.js';
import { nameOf } from './status-waiting.js';

type Wishes = Pick<PlacesFacts, 'minFree' | 'zone'>;

/** Looks at the folders of a library. A dead mount is asked in a child first: whoever touches it hangs with it. */
export async function readPlaces(
  context: Context,
  library: FoundLibrary,
  config: RawSettings,
  wishes: Wishes,
): Promise<PlacesFacts> {
  const { gallery, state } = library.paths;
  const asked = [
    { name: 'Gallery', path: gallery, isDropFolder: false },
    { name: 'state', path: state, isDropFolder: false },
    ...dropFoldersIn(library, context, config).map((folder) => ({
      ...{ name: `drop folder ${nameOf(folder)}`, path: folder.path, isDropFolder: true },
    })),
  ];
  const looked = await Promise.all(
    asked.map(async (place) => {
      const probe = await probeFolder(place.path, { env: context.env });
      return { probe, place: { ...place, ...lookAt(place.path, probe.is) } satisfies PlaceFacts };
    }),
  );
  const spaces = new Map<number, SpaceFacts>();
  for (const { probe, place } of looked) {
    if (probe.is !== 'there' || place.device === undefined || spaces.has(place.device)) continue;
    spaces.set(place.device, { name: place.name, freeBytes: probe.freeBytes, totalBytes: probe.totalBytes });
  }
  return {
    ...wishes,
    places: looked.map(({ place }) => place),
    spaces: [...spaces.values()],
    disk: diskOf(library, context.host),
  };
}

function lookAt(path: string, is: 'there' | 'missing' | 'silent'): Pick<PlaceFacts, 'is' | 'device'> {
  if (is !== 'there') return { is, device: undefined };
  const device = statSync(fsPath(path)).dev;
  try {
    accessSync(fsPath(path), constants.R_OK | constants.W_OK | constants.X_OK);
    return { is: 'there', device };
  } catch {
    return { is: 'not-writable', device };
  }
}

function diskOf({ paths: { root, marker } }: FoundLibrary, host: string): DiskFacts {
  const point = mountOf(root)?.point ?? '/';
  return {
    ...{ point, host, missing: missingMount(root), madeBy: readLibraryMarker(marker)?.host ?? host },
    isInFstab: parseMounts(fstab()).some((entry) => entry.point === point),
  };
}

function fstab(): string {
  try {
    return readFileSync('/etc/fstab', 'utf8');
  } catch {
    return '';
  }
}
