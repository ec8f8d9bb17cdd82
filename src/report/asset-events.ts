import { formatOffset } from '../dates/wall-clock.js';
import type { Action, Failure, Outcome, Skip } from '../plan/actions.js';
import type { AssetEvent } from './reporter.js';

/** What a dry run says of an action. */
export function plannedEvent(action: Action): AssetEvent {
  const reason = action.kind === 'compare' ? action.reason : undefined;
  return {
    ...describe(action),
    status: reason === undefined ? 'planned' : 'skipped',
    ...(reason !== undefined && { reason }),
  };
}

/** What a real run says of it. */
export function outcomeEvent(outcome: Outcome): AssetEvent {
  if (outcome.status === 'failed')
    return { ...describe(outcome.action), status: 'failed', reason: outcome.reason };
  const planned = plannedEvent(outcome.action);
  return planned.status === 'planned' ? { ...planned, status: 'done' } : planned;
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
