import type { NotifySetting } from '../config/notify-setting.js';
import { readJob, recordJob, recordTold } from '../library/job-record.js';
import type { LibraryPaths } from '../library/paths.js';
import { jobNews } from '../plan/job-news.js';
import type { AssetEvent, ImportReporter } from '../report/reporter.js';
import { contains } from '../system/real-path.js';
import type { Context } from './context.js';
import { exitCodes } from './exit-codes.js';
import type { ImportSource } from './import-sources.js';
import { tellNews } from './notify.js';

/** A drop folder from which something must come from time to time, or else its sender is broken. */
type Watched = ImportSource & { readonly staleAfter: number };

/** Notices from which drop folders something came, and which have been quiet for longer than their `staleAfter`. */
export interface DropFolderWatch {
  /** The reporter of an import, which also learns what comes from where. */
  readonly listening: (reporter: ImportReporter) => ImportReporter;
  /** Takes down what came, and tells of what is quiet: once a day while it lasts, and when something comes again. */
  readonly tell: (context: Context, whom: Whom) => Promise<void>;
}

interface Whom {
  readonly paths: Pick<LibraryPaths, 'jobs'>;
  readonly setting: NotifySetting;
  readonly note: (text: string) => void;
}

export function watchDropFolders(sources: readonly ImportSource[]): DropFolderWatch {
  const watched = sources.filter((source): source is Watched => source.staleAfter !== undefined);
  const came = new Map<Watched, number>();
  const learn = ({ action, status, path }: AssetEvent): void => {
    if (action === 'skip' || status !== 'done') return;
    for (const source of watched) {
      if (contains(source.path, path)) came.set(source, (came.get(source) ?? 0) + 1);
    }
  };
  return {
    listening: (reporter) => ({
      ...reporter,
      event(event) {
        learn(event);
        reporter.event(event);
      },
    }),
    async tell(context, whom) {
      for (const source of watched) await tellOne(context, source, came.get(source) ?? 0, whom);
    },
  };
}

async function tellOne(
  context: Context,
  { name, staleAfter }: Watched,
  files: number,
  { paths, setting, note }: Whom,
): Promise<void> {
  const job = `drop folder ${name}`;
  const { lastSuccess, told } = readJob(paths, job);
  const now = context.now();
  // The first run cannot know since when nothing has come.
  if (files > 0 || !lastSuccess) {
    const at = now.toISOString();
    recordJob(paths, job, { startedAt: at, endedAt: at, exitCode: exitCodes.fine, counts: { files } });
  }
  const last = files > 0 ? undefined : lastSuccess?.endedAt;
  const quietDays = last === undefined ? 0 : (now.getTime() - Date.parse(last)) / 86_400_000;
  const isQuiet = quietDays * 86_400 > staleAfter;
  // Only what comes ends it: a folder that was quiet is not well because its limit was raised.
  if (!isQuiet && (files === 0 || !told)) return;
  // The same words every time, so that the same trouble is known as such.
  const error = `nothing has arrived from ${name} since ${last ?? ''}`;
  const end = isQuiet ? { exitCode: exitCodes.later, error } : { exitCode: exitCodes.fine, error: undefined };
  const news = jobNews(told, end, now.getTime());
  if (news.event === undefined) return;
  if (isQuiet) note(`${error}: is its sender running?`);
  const title = isQuiet ? error : `${name}: files arrive again`;
  await tellNews(context, setting, { job, event: news.event, title: `photokeep: ${title}`, text: '' }, note);
  recordTold(paths, job, news.told);
}
