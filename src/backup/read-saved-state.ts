import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { errorCode, PhotokeepError } from '../app/errors.js';
import { type LibraryMarker, readLibraryMarker } from '../library/marker.js';
import { savedState, type StateTexts } from './saved-state.js';
import type { Store } from './store.js';

/** What a target keeps of the library itself. */
export interface ReadState {
  readonly marker: LibraryMarker;
  readonly texts: StateTexts;
  /** how many journals of runs */
  readonly journals: number;
}

/**
 * Brings the state of a library back from a target: its marker, ledger and journals, under the names that they have in
 * `.photokeep`. Its config and the rest are handed over as they are.
 *
 * @param folder absolute; is made, and nothing may be there
 * @throws PhotokeepError `refused` when there is no state, or it is damaged; StoreError
 */
export async function bringState(store: Store, folder: string): Promise<ReadState> {
  const marker = await store.readSmall(savedState.library);
  if (!marker) {
    throw new PhotokeepError(
      'refused',
      'the target has no saved state of a library: no backup to it ever came to its end',
      'make a new library with photokeep init, and copy the photos from the folder Gallery of the target',
    );
  }
  mkdirSync(folder, { mode: 0o700 });
  const place = (name: string): string => join(folder, name);
  writeFileSync(place('library.json'), marker, { mode: 0o600 });
  const library = readLibraryMarker(place('library.json'));
  if (!library) throw damaged(savedState.library);
  const ledger = await store.readSmall(savedState.ledger);
  if (ledger) writeFileSync(place('ledger.jsonl'), unpacked(ledger), { mode: 0o600 });
  const text = async (path: string): Promise<string | undefined> => (await store.readSmall(path))?.toString();
  return {
    marker: library,
    texts: {
      config: await text(savedState.config),
      otherConfig: await text(savedState.otherConfig),
      root: await text(savedState.root),
      crontab: await text(savedState.crontab),
      fstab: await text(savedState.fstab),
    },
    journals: await bringJournals(store, place('journals')),
  };
}

function unpacked(ledger: Buffer): Buffer {
  try {
    return gunzipSync(ledger);
  } catch (error) {
    if (errorCode(error)?.startsWith('Z_') === true) throw damaged(savedState.ledger);
    throw error;
  }
}

function damaged(path: string): PhotokeepError {
  return new PhotokeepError(
    'refused',
    `${path} at the target is damaged; nothing was made`,
    'another target of the same library may have a good one',
  );
}

/** @returns how many came */
async function bringJournals(store: Store, folder: string): Promise<number> {
  mkdirSync(folder, { mode: 0o700 });
  const files: { path: string; to: string }[] = [];
  for await (const { path } of store.list(savedState.journals)) {
    // Only what is named as a run is one.
    if (/^\d{8}-\d{6}-\w+\.jsonl$/.test(basename(path)))
      files.push({ path, to: join(folder, basename(path)) });
  }
  if (files.length === 0) return 0;
  const to = new Map(files.map((file) => [file.path, file.to]));
  const answers = await store.fetch(files, () => undefined);
  const came = answers.filter((answer) => 'ok' in answer).flatMap(({ path }) => to.get(path) ?? []);
  for (const path of came) chmodSync(path, 0o600);
  return came.length;
}
