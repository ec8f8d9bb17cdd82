import { join } from 'node:path';
import { PhotokeepError } from '../app/errors.js';
import { decodeId, decodeManifest, type ManifestPiece } from './manifest-file.js';
import { ManifestIndex } from './manifest-index.js';
import type { Store } from './store.js';
import { atTarget } from './target.js';

/** What a manifest needs of a store. */
export type ManifestStore = Pick<Store, 'target' | 'readSmall' | 'writeSmall'>;

/** Whose manifest it is. */
export interface ManifestPlace {
  /** absolute path of the library's `.photokeep` */
  readonly state: string;
  /** id of the library */
  readonly library: string;
  /** what names this very target and no other, however it is reached: from its marker */
  readonly marker: string;
}

/** Where the index of a target lies. @param state absolute path of the library's `.photokeep` */
export function manifestIndexPath(state: string, target: string): string {
  return join(state, 'targets', target, 'index.db');
}

/**
 * The index of the target that is there: the one on this machine if it knows that target's manifest, with all that was
 * recorded since; else a new one from the manifest.
 *
 * @param mode `look` writes nothing
 * @throws PhotokeepError `usage` for a newer format, `refused` when the manifest is damaged or another library's
 * @throws StoreError
 */
export async function openIndex(
  store: ManifestStore,
  { state, library, marker }: ManifestPlace,
  mode: 'change' | 'look',
): Promise<ManifestIndex> {
  const { name } = store.target;
  const file = manifestIndexPath(state, name);
  const known = mode === 'change' ? ManifestIndex.open(file) : ManifestIndex.openToRead(file);
  const found = await orClose(
    known,
    readManifest(store, known?.note('marker') === marker ? known : undefined),
  );
  if (known && found.is === 'known') return known;
  if (known && found.is === 'known, but not there') {
    if (mode === 'change') known.setNote('unsaved', 'changes');
    return known;
  }
  known?.close();
  if (found.is === 'read' && found.first.header.library !== library) {
    throw new PhotokeepError(
      'refused',
      `what is backed up to ${name} is another library's`,
      'choose a folder of its own for each library',
    );
  }
  if (mode === 'look') return fill(ManifestIndex.inMemory(), marker, found);
  const beside = `${file}.new`;
  ManifestIndex.remove(beside);
  (await fill(ManifestIndex.open(beside), marker, found)).close();
  ManifestIndex.replace(file, beside);
  return ManifestIndex.open(file);
}

async function orClose<T>(index: ManifestIndex | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    index?.close();
    throw error;
  }
}

/** What a look at the target's manifest says. */
type Found =
  | { readonly is: 'known' | 'known, but not there' | 'missing' }
  /** of which the first piece was read */
  | { readonly is: 'read'; readonly first: ManifestPiece; readonly rest: AsyncGenerator<ManifestPiece> };

/** @param ours the index of this target, if there is one */
async function readManifest(store: ManifestStore, ours: ManifestIndex | undefined): Promise<Found> {
  const isKnown = (id: string | undefined): boolean =>
    id !== undefined && (ours?.note('manifest') === id || ours?.note('writing') === id);
  const small = await store.readSmall(atTarget.manifestId);
  if (small && isKnown(decodeId(small, store.target.name))) return { is: 'known' };
  const content = await store.readSmall(atTarget.manifest);
  // Never written, or lost: what was recorded here is all there is.
  if (!content) return { is: ours ? 'known, but not there' : 'missing' };
  const rest = decodeManifest(content, store.target.name);
  const first = await rest.next();
  if (first.done === true) return { is: 'missing' };
  // A crash came between the two files.
  if (isKnown(first.value.header.id)) return { is: 'known, but not there' };
  return { is: 'read', first: first.value, rest };
}

async function fill(index: ManifestIndex, marker: string, found: Found): Promise<ManifestIndex> {
  const take = ({ runs, entries }: ManifestPiece): void => {
    index.change(() => {
      for (const run of runs) index.insertRun(run);
      for (const entry of entries) index.insert(entry);
    });
  };
  index.setNote('marker', marker);
  if (found.is !== 'read') return index;
  await orClose(
    index,
    (async () => {
      take(found.first);
      for await (const piece of found.rest) take(piece);
    })(),
  );
  for (const note of ['manifest', 'writing'] as const) index.setNote(note, found.first.header.id);
  return index;
}
