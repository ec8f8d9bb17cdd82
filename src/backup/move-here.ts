import { lstatSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { makeFolders, placeWithoutReplacing, removeEmptyFolders } from '../execute/operations.js';
import { syncFolder } from '../library/durable-file.js';
import { fsPath } from '../system/fs-path.js';
import { foldersAbove, type Move } from './moves.js';
import { reasonOf } from './store-reason.js';
import type { FileAnswer } from './store.js';

const movesPerBreath = 64;

/**
 * Renames files in a folder, never over one that is there, and removes the folders that this leaves empty.
 *
 * @param isStopped asked now and then; what is not done by then is answered with `interrupted`
 */
export async function moveHere(
  root: string,
  moves: readonly Move[],
  isStopped: () => boolean,
): Promise<FileAnswer[]> {
  const answers: FileAnswer[] = [];
  const touched = new Set<string>();
  for (const [index, { from, to, path }] of moves.entries()) {
    if (index % movesPerBreath === 0) await setImmediate();
    if (isStopped()) answers.push({ path, reason: 'interrupted' });
    else
      try {
        moveOne(join(root, from), join(root, to));
        for (const moved of [from, to]) touched.add(dirname(moved));
        answers.push({ path, ok: true });
      } catch (error) {
        answers.push({ path, reason: reasonOf(error) });
      }
  }
  for (const folder of touched) syncFolder(join(root, folder));
  removeEmptyFolders(foldersAbove(moves).map((folder) => join(root, folder)));
  return answers;
}

function moveOne(from: string, to: string): void {
  // What is not there leaves no empty folders behind.
  lstatSync(fsPath(from));
  makeFolders(dirname(to));
  if (placeWithoutReplacing(from, to, () => undefined) === 'linked') unlinkSync(fsPath(from));
}
