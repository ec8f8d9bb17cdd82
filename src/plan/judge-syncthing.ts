/** A folder that Syncthing keeps in step with other devices, as it is set up and doing. */
export interface SyncedFolder {
  readonly id: string;
  readonly label: string;
  /** absolute, without symbolic links */
  readonly path: string;
  /** `sendreceive`, `sendonly`, `receiveonly`, `receiveencrypted` */
  readonly type: string;
  readonly ignoreDelete: boolean;
  readonly paused: boolean;
  /** names of the other devices that have it */
  readonly devices: readonly string[];
  /** lines of its .stignore; not asked for where they decide nothing */
  readonly ignores: readonly string[];
  /** why Syncthing has stopped it; empty when it runs */
  readonly error: string;
  /** files that it could not fetch */
  readonly pullErrors: number;
  /** files that were received and are gone here */
  readonly goneHere: number;
}

/** Where the parts of a library are; absolute, without symbolic links. */
export interface SyncedLibrary {
  readonly root: string;
  readonly gallery: string;
  readonly state: string;
  /** the parent of the drop folders that `init` makes, if the library has one */
  readonly imports: string | undefined;
  readonly dropFolders: readonly { readonly path: string; readonly resends: boolean | undefined }[];
}

/** What a folder of Syncthing is to the library. */
export type SyncedRole = 'drop folder' | 'Gallery' | 'library' | 'state';

/**
 * What is wrong with a folder of Syncthing's.
 *
 * - `sends`: what import moves away is deleted on the phone
 * - `takes-deletes`: what the phone deletes before the next import is gone here, too
 * - `encrypted`: only the other devices could read what lies here
 * - `one-way-in`: what import puts into the Gallery reaches nobody, and a revert would erase it
 * - `one-way-out`: what is changed on other devices, such as tags, does not come back
 * - `holds-all`: drop folders and Gallery in one cannot both be right
 * - `holds-state`: a catalog and a trash of other devices would come, and go
 * - `state-syncs`: photokeep's own files are sent to others
 * - `no-drop-folder`: nothing is imported from here
 * - `resends-off`: what was removed from the Gallery comes again as new
 * - `paused`, `stopped`, `failing`, `alone`: nothing, or not everything, arrives
 */
export type SyncProblem =
  | 'sends'
  | 'takes-deletes'
  | 'encrypted'
  | 'one-way-in'
  | 'one-way-out'
  | 'holds-all'
  | 'holds-state'
  | 'state-syncs'
  | 'no-drop-folder'
  | 'resends-off'
  | 'paused'
  | 'stopped'
  | 'failing'
  | 'alone';

/** Which of them lose pictures, or will. The others are worth knowing. */
const errors: ReadonlySet<SyncProblem> = new Set([
  ...(['sends', 'takes-deletes', 'encrypted', 'one-way-in', 'holds-all', 'holds-state', 'stopped'] as const),
]);

export interface JudgedFolder {
  readonly folder: SyncedFolder;
  readonly role: SyncedRole;
  readonly problems: readonly SyncProblem[];
}

export function isSyncError(problem: SyncProblem): boolean {
  return errors.has(problem);
}

/** What must never leave this machine: the state, and files that photokeep is about to put in place or to remove. */
export const stateIgnores = ['.photokeep', '.photokeep-*.tmp', '.photokeep-*.removing'] as const;

/** What a folder is to the library; undefined when it has nothing to do with it. */
export function syncedRole(path: string, library: SyncedLibrary): SyncedRole | undefined {
  const { gallery, state, imports, dropFolders } = library;
  const drops = dropFolders.map((drop) => drop.path);
  const holdsDrop = drops.some((drop) => holds(path, drop));
  if (holds(state, path)) return 'state';
  if (holds(path, gallery) && holdsDrop) return 'library';
  if (holds(gallery, path) || holds(path, gallery)) return 'Gallery';
  const isDrop = holdsDrop || drops.some((drop) => holds(drop, path));
  return isDrop || (imports !== undefined && holds(imports, path)) ? 'drop folder' : undefined;
}

/**
 * Judges the folders of a Syncthing that overlap a library. Import moves files out of drop folders: so those must receive
 * only, and keep what their sender deletes. The Gallery is worked on from both sides.
 */
export function judgeSyncthing(folders: readonly SyncedFolder[], library: SyncedLibrary): JudgedFolder[] {
  return folders.flatMap((folder) => {
    const role = syncedRole(folder.path, library);
    return role === undefined
      ? []
      : [{ folder, role, problems: [...rolesProblems(folder, role, library), ...troubles(folder)] }];
  });
}

function rolesProblems(folder: SyncedFolder, role: SyncedRole, library: SyncedLibrary): SyncProblem[] {
  if (role === 'library') return ['holds-all'];
  if (role === 'state') return ['holds-state'];
  return role === 'Gallery' ? galleryProblems(folder) : dropProblems(folder, library);
}

function dropProblems({ path, type, ignoreDelete }: SyncedFolder, library: SyncedLibrary): SyncProblem[] {
  const inIt = library.dropFolders.filter((drop) => holds(path, drop.path) || holds(drop.path, path));
  return [
    ...when(type === 'receiveencrypted', 'encrypted'),
    ...when(type === 'sendreceive' || type === 'sendonly', 'sends'),
    ...when(!ignoreDelete, 'takes-deletes'),
    ...when(inIt.length === 0, 'no-drop-folder'),
    ...when(
      inIt.some(({ resends }) => resends === false),
      'resends-off',
    ),
  ];
}

function galleryProblems({ type, ignores }: SyncedFolder): SyncProblem[] {
  return [
    ...when(type === 'receiveencrypted', 'encrypted'),
    ...when(type === 'receiveonly', 'one-way-in'),
    ...when(type === 'sendonly', 'one-way-out'),
    ...when(missingIgnores(ignores).length > 0, 'state-syncs'),
  ];
}

function troubles({ paused, error, pullErrors, devices }: SyncedFolder): SyncProblem[] {
  return [
    ...when(paused, 'paused'),
    ...when(!paused && error !== '', 'stopped'),
    ...when(pullErrors > 0, 'failing'),
    ...when(devices.length === 0, 'alone'),
  ];
}

/** The lines that a .stignore lacks. */
export function missingIgnores(lines: readonly string[]): string[] {
  const there = new Set(lines.map((line) => line.trim().replace(/^(\(\?[di]\))+/, '')));
  return stateIgnores.filter((line) => !there.has(line));
}

function when(is: boolean, problem: SyncProblem): SyncProblem[] {
  return is ? [problem] : [];
}

/** Whether a folder is another one, or holds it. */
function holds(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(outer === '/' ? outer : `${outer}/`);
}
