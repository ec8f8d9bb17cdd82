import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fsPath, nameFromBytes } from '../system/fs-path.js';
import { readAssetName } from './asset-name.js';
import { ignoredBecause } from './ignore.js';
import { type FoundFile, lookAt } from './walk.js';

/** The files of a folder whose names say that they may belong to this one, itself among them, in the order of names. */
export function filesBeside(path: string): FoundFile[] {
  const { key } = readAssetName(basename(path));
  return readdirSync(fsPath(dirname(path)), { encoding: 'buffer' })
    .map(nameFromBytes)
    .filter((name) => name === basename(path) || (readAssetName(name).key === key && !ignoredBecause(name)))
    .sort()
    .flatMap((name) => [...lookAt(join(dirname(path), name))])
    .filter((entry) => 'identity' in entry);
}
