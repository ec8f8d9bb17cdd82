import { join, relative } from 'node:path';
import type { Fingerprint } from '../content/fingerprint.js';
import type { FileIdentity } from '../scan/identity.js';
import type { DeleteAction, TrashAction } from './actions.js';

/** A file in the trash. Paths are absolute. */
export interface TrashedFile {
  /** the run that put it there */
  readonly run: string;
  readonly path: string;
  /** where it was before */
  readonly original: string;
  readonly identity: FileIdentity;
  /** what put it there; undefined when its journal is no longer kept */
  readonly action?: TrashAction;
}

/** A file in the trash with what else is known of its content. */
export interface TrashedContent {
  readonly file: TrashedFile;
  readonly fingerprint: Fingerprint;
  /** a file elsewhere that seems to hold the same; compared byte for byte before anything goes */
  readonly keep: string | undefined;
}

/** Where a file of a run's trash was before: the way back from `statePath`. */
export function originalPath(
  path: string,
  { libraryRoot, trash }: { readonly libraryRoot: string; readonly trash: string },
): string {
  const inTrash = relative(trash, path);
  return inTrash.startsWith('outside/') ? inTrash.slice('outside'.length) : join(libraryRoot, inTrash);
}

/** How trashed files are to be deleted for good. */
export interface DeletionRules {
  /** the first number for an action */
  readonly firstId: number;
  /** whether files go that nothing else seems to hold */
  readonly lastCopies: boolean;
}

/** Every file once: deleted, or left because nothing else holds its content. */
export function planDeletions(
  contents: readonly TrashedContent[],
  { firstId, lastCopies }: DeletionRules,
): { readonly actions: readonly DeleteAction[]; readonly onlyCopies: readonly TrashedFile[] } {
  const actions: DeleteAction[] = [];
  const onlyCopies: TrashedFile[] = [];
  for (const { file, fingerprint, keep } of contents) {
    if (keep === undefined && !lastCopies) onlyCopies.push(file);
    else {
      actions.push({
        ...{ kind: 'delete', id: firstId + actions.length, source: file.path, identity: file.identity },
        ...{ fingerprint, ...(keep !== undefined && { keep }) },
      });
    }
  }
  return { actions, onlyCopies };
}
