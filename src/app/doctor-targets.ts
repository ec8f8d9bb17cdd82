import { openStore } from '../backup/open-store.js';
import { StoreError } from '../backup/store.js';
import { placeText, requireOwnTarget } from '../backup/target-marker.js';
import { commandFor, type Target } from '../backup/target.js';
import { readJob } from '../library/job-record.js';
import type { LibraryPaths } from '../library/paths.js';
import type { TargetFacts } from '../plan/check-backups.js';
import { ageText } from '../report/age.js';
import { probeFolder } from '../system/probe-folder.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

const limitMs = 12_000;

/** Asks each target whether it is there and this library's; all at once, and none for longer than 12 seconds. */
export function readTargets(
  context: Context,
  {
    paths,
    library,
    targets,
  }: { readonly paths: LibraryPaths; readonly library: string; readonly targets: readonly Target[] },
): Promise<TargetFacts[]> {
  return Promise.all(
    targets.map(async (target) => {
      const now = context.now();
      const lastSuccess = readJob(paths, `backup ${target.name}`).lastSuccess?.endedAt;
      const age = lastSuccess === undefined ? Infinity : (now.getTime() - Date.parse(lastSuccess)) / 1000;
      return {
        ...{
          target: target.name,
          command: commandFor(target),
          place: placeText(target),
          ...(await answerOf(context, target, library)),
        },
        isStale: age > target.staleAfter,
        lastSuccess: lastSuccess === undefined ? undefined : ageText(lastSuccess, now.toISOString()),
      };
    }),
  );
}

type Answer = Pick<TargetFacts, 'is' | 'message' | 'remedy'>;

async function answerOf({ env }: Context, target: Target, library: string): Promise<Answer> {
  if (target.kind === 'folder') {
    const { is } = await probeFolder(target.to, { env });
    if (is === 'silent') return { is };
    // A disk that is not there all day, and is waited for or mounted when its time comes.
    if (is === 'missing' && target.disk !== undefined) return { is: 'away' };
  }
  const stopping = new AbortController();
  const store = openStore(target, { env, signal: stopping.signal });
  const timer = setTimeout(() => {
    stopping.abort();
    store.stop();
  }, limitMs);
  try {
    await requireOwnTarget(store, library);
    return { is: 'ours' };
  } catch (error) {
    return answerTo(error, stopping.signal.aborted, target);
  } finally {
    clearTimeout(timer);
    await store.close();
  }
}

function answerTo(error: unknown, isLate: boolean, target: Target): Answer {
  if (isLate) return { is: 'silent' };
  const isError = error instanceof StoreError || error instanceof PhotokeepError;
  if (!isError) throw error;
  const told = { message: error.message, ...(error.remedy !== undefined && { remedy: error.remedy }) };
  const isAway =
    error instanceof StoreError
      ? error.reason === 'unreachable' || error.reason === 'timeout'
      : // The empty mount point of a disk that is off.
        target.kind === 'folder' && target.disk !== undefined;
  return { is: isAway ? 'away' : 'refused', ...told };
}
