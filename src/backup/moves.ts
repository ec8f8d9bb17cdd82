import { dirname } from 'node:path';
import { requireInside, requireVersions } from './target-paths.js';

/** A file that gets another name at the same target. Paths are relative to the target's root. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** the path to answer with */
  readonly path: string;
}

/** @throws Error when a path leads out of the target */
export function plainMoves(moves: readonly { readonly from: string; readonly to: string }[]): Move[] {
  return moves.map(({ from, to }) => ({ from: requireInside(from), to: requireInside(to), path: from }));
}

/** Moves from a folder into one below the versions. @throws Error when a path leads out of the target */
export function movesAside(paths: readonly string[], folder: string, versions: string): Move[] {
  return paths.map((path) => ({
    from: requireInside(`${folder}/${path}`),
    to: `${requireVersions(versions)}/${path}`,
    path,
  }));
}

/** The folders that the moves lead out of, with those above them but not the uppermost: `Gallery` stays. */
export function foldersAbove(moves: readonly Move[]): string[] {
  const folders = new Set<string>();
  for (const { from } of moves)
    for (let folder = dirname(from); folder.includes('/'); folder = dirname(folder)) folders.add(folder);
  return [...folders];
}
