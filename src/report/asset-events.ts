import { formatOffset } from '../dates/wall-clock.js';
import type { Action, Failure, Result, Skip } from '../plan/actions.js';
import type { AssetEvent, FileResult } from './reporter.js';

/** What came of an asset, or would: its main file, and the others as its companions. */
export function assetEvent(results: readonly [Result, ...Result[]]): AssetEvent {
  const [main, ...companions] = results.map(fileResult) as [FileResult, ...FileResult[]];
  const notes = results.flatMap(({ action }) => action.notes ?? []);
  const { takenAt } = results[0].action;
  return {
    ...{ event: 'asset', ...main },
    ...(takenAt && {
      takenAt:
        takenAt.local + (takenAt.offsetMinutes === undefined ? '' : formatOffset(takenAt.offsetMinutes)),
      dateSource: takenAt.source,
    }),
    companions,
    ...(notes.length > 0 && { notes }),
  };
}

/** Puts the results of one asset, which come one after the other, into one event. */
export function groupByAsset(report: (event: AssetEvent) => void): {
  readonly add: (result: Result) => void;
  /** to be called after the last result */
  readonly end: () => void;
} {
  let results: Result[] = [];
  const end = (): void => {
    const [main, ...rest] = results;
    if (main) report(assetEvent([main, ...rest]));
    results = [];
  };
  return {
    add(result) {
      const asset = result.action.asset?.number;
      if (asset === undefined || results[0]?.action.asset?.number !== asset) end();
      results.push(result);
    },
    end,
  };
}

function fileResult(result: Result): FileResult {
  const { action, status } = result;
  const { source: path, fingerprint } = action;
  const to = 'target' in action && action.kind !== 'trash' ? action.target : action.keep;
  const base = {
    ...{ action: nameOf(action), path, bytes: fingerprint.size },
    ...(to !== undefined && { to }),
  };
  if (status === 'failed') return { ...base, status, reason: result.reason };
  const reason = action.kind === 'compare' ? action.reason : undefined;
  if (reason !== undefined) return { ...base, status: 'skipped', reason };
  return {
    ...base,
    status,
    ...('reason' in action && action.reason === 'again' && { again: true as const }),
  };
}

export function skipEvent({ path, reason }: Skip): AssetEvent {
  return { event: 'asset', status: 'skipped', action: 'skip', path, companions: [], reason };
}

export function failureEvent({ path, reason }: Failure): AssetEvent {
  return { event: 'asset', status: 'failed', action: 'skip', path, companions: [], reason };
}

function nameOf(action: Action): FileResult['action'] {
  if (action.kind !== 'move' && action.kind !== 'copy') return 'duplicate';
  if (action.reason === 'held') return 'hold';
  return action.kind === 'copy' && !action.removeSource ? 'copy' : 'move';
}
