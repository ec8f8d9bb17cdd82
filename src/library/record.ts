import { basename, dirname, relative } from 'node:path';
import type { Action, Outcome } from '../plan/actions.js';
import type { FileIdentity } from '../scan/identity.js';
import type { Catalog, CatalogRow, RememberedFile } from './catalog.js';
import type { Ledger, LedgerEntry } from './ledger.js';
import { type GalleryPaths, isInGallery } from './paths.js';

/**
 * What the ledger says of outcomes: a line for each content that came into the Gallery, for each that came again and went
 * to the trash for it, and for each whose coming was undone.
 */
export function ledgerEntries(paths: GalleryPaths, run: string, outcomes: readonly Outcome[]): LedgerEntry[] {
  return outcomes.flatMap(({ action, status }): LedgerEntry[] => {
    if (status !== 'done') return [];
    if (isReceivedAgain(action, paths))
      return [{ event: 'received', ...cameAs(action, paths), ...lineOf(action, run) }];
    if (hasCopyInGallery(action, paths)) return [];
    const [from, to] = [leaves(action), placeOf(action)].map(
      (path) => path !== undefined && isInGallery(path, paths),
    );
    const line = lineOf(action, run);
    if (to && !from) return [{ event: 'imported', ...cameAs(action, paths), ...line }];
    if (from && !to && action.undoes) return [{ event: 'undone', name: nameOutside(action), ...line }];
    return [];
  });
}

function lineOf(
  { fingerprint, id }: Action,
  run: string,
): Pick<LedgerEntry, 'fingerprint' | 'run' | 'action'> {
  return { fingerprint, run, action: id };
}

/** A duplicate from outside of the Gallery, that has it. */
function isReceivedAgain(action: Action, paths: GalleryPaths): boolean {
  const isNew = action.kind === 'trash' && action.undoes === undefined && !isInGallery(action.source, paths);
  return isNew && hasCopyInGallery(action, paths);
}

function cameAs({ source }: Action, { state }: GalleryPaths): Pick<LedgerEntry, 'name' | 'from'> {
  const folder = dirname(source);
  const inLibrary = relative(dirname(state), folder);
  return { name: basename(source), from: /^\.\.(\/|$)/.test(inLibrary) ? folder : inLibrary };
}

/** Whether the Gallery has the content anyway: of a duplicate that goes to the trash, or comes back from it. */
export function hasCopyInGallery(action: Action, paths: GalleryPaths): boolean {
  const keep = action.kind === 'trash' ? action.keep : action.undoes?.keep;
  return keep !== undefined && isInGallery(keep, paths);
}

/** Takes into the catalog what is where now. */
export function recordInCatalog(catalog: Catalog, paths: GalleryPaths, outcomes: readonly Outcome[]): void {
  const { gallery } = paths;
  const done = outcomes.filter((outcome) => outcome.status === 'done');
  const isHere = (path: string | undefined): path is string => path !== undefined && isInGallery(path, paths);
  const left = done.map(({ action }) => leaves(action)).filter(isHere);
  catalog.removeAll(left.map((path) => relative(gallery, path)));
  catalog.put(
    done.flatMap(({ action, placed }) => {
      const place = action.kind === 'reflink' ? action.source : placeOf(action);
      if (!placed || !isHere(place)) return [];
      const row = catalogRow(relative(gallery, place), action, placed);
      return [action.kind === 'reflink' ? { ...catalog.byPath(row.path), ...row } : row];
    }),
  );
  catalog.remember(
    done.flatMap(({ action, placed }): RememberedFile[] => {
      if (action.kind === 'reflink' && placed)
        return [{ path: action.source, identity: placed, reason: 'shares-blocks', keep: action.keep }];
      if (action.kind !== 'compare' || action.reason === undefined) return [];
      const { source: path, identity, reason } = action;
      return [{ path, identity, reason, keep: relative(gallery, action.keep) }];
    }),
  );
}

/** The whole of it, for the outcomes of one run. */
export function recordOutcomes(
  { ledger, catalog, paths, run }: { ledger: Ledger; catalog: Catalog; paths: GalleryPaths; run: string },
  outcomes: readonly Outcome[],
): void {
  ledger.append(ledgerEntries(paths, run, outcomes));
  recordInCatalog(catalog, paths, outcomes);
}

function catalogRow(
  path: string,
  { fingerprint, takenAt, asset }: Action,
  identity: FileIdentity,
): CatalogRow {
  return {
    ...{ path, identity, hash: fingerprint.hash },
    ...(takenAt && { takenAt }),
    ...(asset && { key: asset.key }),
    ...(asset?.contentId !== undefined && { contentId: asset.contentId }),
  };
}

/** The path at which an action leaves no file behind, if any. */
function leaves(action: Action): string | undefined {
  const stays =
    action.kind === 'compare' ||
    action.kind === 'reflink' ||
    (action.kind === 'copy' && !action.removeSource);
  return stays ? undefined : action.source;
}

/** The path at which an action puts a file, if any. */
function placeOf(action: Action): string | undefined {
  return 'target' in action ? action.target : undefined;
}

/** Under which name a content that left the Gallery lies where people see it; in the trash nobody does. */
function nameOutside(action: Action): string {
  return basename(action.kind === 'trash' ? action.keep : (placeOf(action) ?? action.source));
}
