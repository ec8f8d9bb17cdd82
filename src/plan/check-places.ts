import { type Finding, fine, problem, warning } from './finding.js';

/** A folder of the library, as far as it could be looked at. */
export interface PlaceFacts {
  /** `Gallery`, `drop folder Phone` */
  readonly name: string;
  /** absolute */
  readonly path: string;
  readonly is: 'there' | 'missing' | 'silent' | 'not-writable';
  /** device number; undefined where it could not be looked at */
  readonly device: number | undefined;
  readonly isDropFolder: boolean;
}

export interface SpaceFacts {
  readonly name: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface PlacesFacts {
  /** the Gallery first */
  readonly places: readonly PlaceFacts[];
  readonly spaces: readonly SpaceFacts[];
  /** bytes that are to be free */
  readonly minFree: number;
  readonly zone: {
    readonly homeZone: string;
    /** where it was set; `default` for the machine's own */
    readonly origin: string;
  };
  readonly disk: DiskFacts;
}

/** Where the library lies, and whether that is there after the next start. */
export interface DiskFacts {
  /** mount point */
  readonly point: string;
  /** a mount point in /etc/fstab, above the library, where nothing is mounted */
  readonly missing: string | undefined;
  readonly isInFstab: boolean;
  /** the machine that made the library, and this one */
  readonly madeBy: string;
  readonly host: string;
}

/** @param sizeText says bytes for people */
export function checkPlaces(facts: PlacesFacts, sizeText: (bytes: number) => string): Finding[] {
  return [
    ...facts.places.map(checkPlace),
    ...checkOneFileSystem(facts.places),
    ...facts.spaces.map((space) => checkSpace(space, facts.minFree, sizeText)),
    checkZone(facts.zone),
    checkDisk(facts.disk),
  ];
}

function checkPlace({ name, path, is }: PlaceFacts): Finding {
  switch (is) {
    case 'there':
      return fine('folder', `${name}: ${path}`);
    case 'missing':
      return problem(
        'folder',
        `${name}: ${path} is not there`,
        'is its disk mounted? photokeep init makes what is missing',
      );
    case 'silent':
      return problem(
        'folder',
        `${name}: ${path} does not answer`,
        'a dead mount or disk: look at dmesg, unmount it with umount -l',
      );
    case 'not-writable':
      return problem(
        'folder',
        `${name}: ${path} cannot be written to`,
        `sudo chown -R $USER ${path}, or run photokeep as its owner`,
      );
  }
}

/** From another file system everything is copied, read back and compared instead of renamed. */
function checkOneFileSystem(places: readonly PlaceFacts[]): Finding[] {
  const device = places[0]?.device;
  const drops = places.filter(({ isDropFolder, device: own }) => isDropFolder && own !== undefined);
  if (device === undefined || drops.length === 0) return [];
  const apart = drops.filter(({ device: own }) => own !== device);
  if (apart.length === 0)
    return [fine('file-system', 'drop folders and Gallery are on one file system: imports are renames')];
  const names = apart.map(({ name }) => name).join(', ');
  return [
    warning(
      'file-system',
      `${names} and the Gallery are on different file systems: imports copy, and take longer`,
      'put them on one disk if you can',
    ),
  ];
}

const leastBytes = 500e6;

function checkSpace(
  { name, freeBytes, totalBytes }: SpaceFacts,
  minFree: number,
  sizeText: (bytes: number) => string,
): Finding {
  const text = `${name}: ${sizeText(freeBytes)} free of ${sizeText(totalBytes)}`;
  // Of a small disk a tenth will do, as for the trash.
  const wanted = Math.min(minFree, totalBytes / 10);
  if (freeBytes < Math.min(leastBytes, wanted))
    return problem('space', `${text}: it is as good as full`, 'photokeep trash empty, or a larger disk');
  if (freeBytes < wanted)
    return warning(
      'space',
      `${text}, less than ${sizeText(wanted)}`,
      'photokeep trash empty, or a larger disk',
    );
  return fine('space', text);
}

function checkZone({ homeZone, origin }: PlacesFacts['zone']): Finding {
  if (origin !== 'default')
    return fine('time-zone', `dates without an offset are read in ${homeZone} (${origin})`);
  const text = `dates without an offset are read in ${homeZone}, the zone of this machine`;
  // A machine that nobody told where it is.
  if (/^(UTC|Etc\/.*|GMT|Zulu|UCT)$/.test(homeZone))
    return warning(
      'time-zone',
      text,
      'homeZone: Europe/Madrid (or yours) in the config, or sudo timedatectl set-timezone',
    );
  return fine('time-zone', text);
}

function checkDisk({ point, missing, isInFstab, madeBy, host }: DiskFacts): Finding {
  if (missing !== undefined)
    return problem(
      'disk',
      `${missing} is in /etc/fstab, and nothing is mounted there`,
      `sudo mount ${missing}`,
    );
  if (madeBy !== host)
    return warning(
      'disk',
      `the library was made on ${madeBy}, and this is ${host}`,
      'if the machine was only renamed, all is well',
    );
  if (point === '/') return fine('disk', 'the library is on the system disk');
  if (isInFstab) return fine('disk', `the library is on the disk mounted at ${point}`);
  return warning(
    'disk',
    `the disk mounted at ${point} will not be there after the next start`,
    `sudo photokeep fstab add UUID=… ${point}`,
  );
}
