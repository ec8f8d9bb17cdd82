import { ContentTable, packedFiles } from '../content/content-table.js';
import { isUnchanged } from '../library/catalog.js';
import type { SeenFolder } from '../library/seen-folders.js';
import { readSnapshot } from '../scan/folder-snapshot.js';
import type { FileIdentity } from '../scan/identity.js';

/** The `hash` of a file's fingerprint by its name, if a search for duplicates took it and the file is as it was then. */
export type SeenHashes = (name: string, identity: FileIdentity) => string | undefined;

/** @param seen the folder that the files lie in, if a search was there */
export function seenHashes(seen: SeenFolder | undefined): SeenHashes {
  if (!seen) return () => undefined;
  const count = packedFiles(seen.contents);
  const contents = new ContentTable(count);
  contents.unpack(0, seen.contents);
  const files = readSnapshot(seen.files, count);
  return (name, identity) => {
    const file = files.get(name);
    return file && isUnchanged(file.identity, identity) ? contents.hash(file.place) : undefined;
  };
}
