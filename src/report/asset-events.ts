import { formatOffset } from '../dates/wall-clock.js';
import type { Action, Failure, Result, Skip } from '../plan/actions.js';
import type { AssetEvent } from './reporter.js';

/** What came of an action, or would. */
export function resultEvent(result: Result): AssetEvent {
  const { action, status } = result;
  if (status === 'failed') return { ...describe(action), status, reason: result.reason };
  const reason = action.kind === 'compare' ? action.reason : undefined;
  return reason === undefined
    ? { ...describe(action), status }
    : { ...describe(action), status: 'skipped', reason };
}

export function skipEvent({ path, reason }: Skip): AssetEvent {
  return { event: 'asset', status: 'skipped', action: 'skip', path, companions: [], reason };
}

export function failureEvent({ path, reason }: Failure): AssetEvent {
  return { event: 'asset', status: 'failed', action: 'skip', path, companions: [], reason };
}

function describe(action: Action): Omit<AssetEvent, 'status'> {
  const { source, takenAt, notes } = action;
  return {
    event: 'asset',
    action: nameOf(action),
    path: source,
    to: action.kind === 'trash' || action.kind === 'compare' ? action.keep : action.target,
    ...(takenAt && {
      takenAt:
        takenAt.local + (takenAt.offsetMinutes === undefined ? '' : formatOffset(takenAt.offsetMinutes)),
      dateSource: takenAt.source,
    }),
    companions: [],
    ...(notes && { notes }),
  };
}

function nameOf(action: Action): AssetEvent['action'] {
  if (action.kind === 'trash' || action.kind === 'compare') return 'duplicate';
  return action.kind === 'copy' && !action.removeSource ? 'copy' : 'move';
}
