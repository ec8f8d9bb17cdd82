import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fsPath, nameFromBytes } from '../src/system/fs-path.js';

/** Every regular file below a folder, hidden ones too, sorted; nothing for a folder that is not there. */
export function filesBelow(folder: string): string[] {
  if (!lstatSync(fsPath(folder), { throwIfNoEntry: false })) return [];
  return readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' })
    .flatMap((entry) => {
      const path = join(folder, nameFromBytes(entry.name));
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

/** SHA-256 of every file below the folders, sorted: what must be the same before and after, whatever happens. */
export function contentsOf(...folders: string[]): string[] {
  return folders
    .flatMap(filesBelow)
    .map((path) =>
      createHash('sha256')
        .update(readFileSync(fsPath(path)))
        .digest('hex'),
    )
    .sort();
}

/** The same, each content once. */
export function distinctContentsOf(...folders: string[]): string[] {
  return [...new Set(contentsOf(...folders))];
}
