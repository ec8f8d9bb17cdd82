import type { Action, Result } from '../plan/actions.js';
import type { TrashedFile } from '../plan/plan-trash.js';
import type { UndoSkip } from '../plan/plan-undo.js';
import type { TrashSkipReason, UndoSkipReason } from '../plan/undo-reasons.js';
import type { FailReason } from '../scan/reasons.js';

/** What happened, or would happen, to one file, where no asset is sorted. Paths are absolute. */
export interface FileEvent {
  readonly event: 'file';
  readonly status: 'planned' | 'done' | 'skipped' | 'failed';
  readonly action: 'move' | 'copy' | 'trash' | 'delete' | 'reflink' | 'skip';
  readonly path: string;
  /** where it went or would go, or came from */
  readonly to?: string;
  /** the copy that stays */
  readonly keep?: string;
  /** bytes */
  readonly size?: number;
  readonly reason?: UndoSkipReason | TrashSkipReason | FailReason;
}

/** What came of an action, or would. */
export function fileEvent(result: Result): FileEvent {
  const { action, status } = result;
  const keep = 'keep' in action ? action.keep : undefined;
  return {
    ...{ event: 'file', status, path: action.source },
    action: nameOf(action),
    ...('target' in action && { to: action.target }),
    ...(keep !== undefined && { keep }),
    size: action.fingerprint.size,
    ...(status === 'failed' && { reason: result.reason }),
  };
}

function nameOf(action: Action): FileEvent['action'] {
  if (action.kind === 'move' && action.reason === 'unrestored') return 'trash';
  return action.kind === 'compare' ? 'skip' : action.kind;
}

/** A trashed file that stays, because nothing else holds its content. */
export function onlyCopyEvent({ path, original, identity }: TrashedFile): FileEvent {
  const reason = 'only-copy';
  return {
    event: 'file',
    status: 'skipped',
    action: 'skip',
    path,
    to: original,
    size: identity.size,
    reason,
  };
}

export function leftEvent(skip: UndoSkip): FileEvent {
  return { event: 'file', status: 'skipped', action: 'skip', ...skip };
}
