import { basename, dirname } from 'node:path';
import { readAssetName } from './asset-name.js';
import type { FoundFile, LeftFile, UnreadableFile, Walked } from './walk.js';

/** Files of one folder whose names say that they belong together; most often it is one. */
export interface FileGroup {
  readonly files: readonly FoundFile[];
}

export type Scanned = FileGroup | LeftFile | UnreadableFile;

/** Puts the files of a walk, which come side by side, into groups; passes on what is left where it is. */
export function* groupFiles(walked: Iterable<Walked>): Generator<Scanned> {
  let files: FoundFile[] = [];
  let current = '';
  for (const entry of walked) {
    if (!('identity' in entry)) {
      yield entry;
      continue;
    }
    const key = `${dirname(entry.path)}/${readAssetName(basename(entry.path)).key}`;
    if (files.length > 0 && key !== current) {
      yield { files };
      files = [];
    }
    files.push(entry);
    current = key;
  }
  if (files.length > 0) yield { files };
}
