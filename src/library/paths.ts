import { join } from 'node:path';

/**
 * `library`: the folder layout that `init` makes, with drop folders and a Gallery below `images/`.
 * `gallery`: a Gallery alone, as `import --to` makes it, with its state inside.
 * `folder`: a folder that `dedupe` was told to look through, with its state inside. Nobody called it a Gallery: what
 * lies in it is known and compared as in one, but nothing is sorted into it (docs/decisions/0015).
 */
export const libraryKinds = ['library', 'gallery', 'folder'] as const;
export type LibraryKind = (typeof libraryKinds)[number];

/** Where everything of a library lies. All absolute. */
export interface LibraryPaths {
  readonly kind: LibraryKind;
  readonly root: string;
  /** of a `folder`: the folder */
  readonly gallery: string;
  /** the parent of the drop folders; a Gallery alone has none */
  readonly imports?: string;
  /** `.photokeep`: everything below is readable by its owner only */
  readonly state: string;
  readonly marker: string;
  readonly catalog: string;
  readonly ledger: string;
  readonly lock: string;
  readonly lockHolder: string;
  /** closed journals; `openJournals` holds those of runs that are under way or were cut off */
  readonly journals: string;
  readonly openJournals: string;
  readonly trash: string;
  /** where else there is a trash: on other file systems */
  readonly trashes: string;
  /** files withheld from the Gallery, because the ledger knows them although no copy is there */
  readonly held: string;
  /** a folder for each backup target with what is known of it */
  readonly targets: string;
  /** one file for each job that cron runs: when it last ran, and how that ended */
  readonly jobs: string;
  readonly logs: string;
  /** contents of the Gallery that must not reach a backup */
  readonly doubts: string;
}

export const stateFolder = '.photokeep';
/** In the Gallery of a library, so that a Gallery met through a mount tells whose it is. */
export const galleryMarker = '.photokeep-gallery.json';

/** The paths of a library by its root. */
export function libraryPaths(root: string, kind: LibraryKind): LibraryPaths {
  const state = join(root, stateFolder);
  const journals = join(state, 'journals');
  return {
    ...{ kind, root, state, journals },
    gallery: kind === 'library' ? join(root, 'images', 'Gallery') : root,
    ...(kind === 'library' && { imports: join(root, 'images', 'Imports') }),
    marker: join(state, 'library.json'),
    catalog: join(state, 'catalog.db'),
    ledger: join(state, 'ledger.jsonl'),
    lock: join(state, 'lock.db'),
    lockHolder: join(state, 'lock-holder.json'),
    openJournals: join(journals, 'open'),
    trash: join(state, 'trash'),
    trashes: join(state, 'trashes.json'),
    held: join(state, 'held'),
    targets: join(state, 'targets'),
    jobs: join(state, 'jobs'),
    logs: join(state, 'logs'),
    doubts: join(state, 'doubts.json'),
  };
}

export type GalleryPaths = Pick<LibraryPaths, 'gallery' | 'state'>;

/** Whether a path is one of a file in the Gallery. The state of a Gallery alone lies inside it, and is none of it. */
export function isInGallery(path: string, { gallery, state }: GalleryPaths): boolean {
  return path.startsWith(`${gallery}/`) && !path.startsWith(`${state}/`);
}
