import type { RawSettings } from '../config/load.js';
import { readNotifySetting } from '../config/notify-setting.js';
import type { ImportReporter } from '../report/reporter.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { type ImportOptions, runImport } from './import.js';
import { refreshAfterImport, watchArrivals } from './gallery-refresh.js';
import type { ImportPlaces } from './import-request.js';
import { watchDropFolders } from './quiet-drop-folders.js';
import { withJob } from './with-job.js';

/** What an import that cron starts is to do and to tell. */
export interface ImportJob {
  readonly places: ImportPlaces;
  readonly options: ImportOptions;
  readonly config: RawSettings;
  /** whether the drop folders hold nothing: then it only tells that it was here, and what has been quiet for long */
  readonly isIdle: boolean;
}

/**
 * Imports from the drop folders as a job: how it ended is kept on record and told, and so is a drop folder from which
 * nothing comes any more.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function runImportJob(
  context: Context,
  { places, options, config, isIdle }: ImportJob,
  reporter: ImportReporter,
): Promise<ExitCode> {
  const { paths } = places.library;
  const note = (text: string): void => {
    reporter.note(text);
  };
  const watch = watchDropFolders(places.sources);
  const work = (): Promise<ExitCode> =>
    isIdle
      ? Promise.resolve(exitCodes.fine)
      : importAndRefresh(context, places, options, watch.listening(reporter));
  // A run with nothing to do leaves no trace, unless somebody is to be told of its life.
  const isSilent = isIdle && !config.has('notify');
  const exitCode = await (isSilent
    ? work()
    : withJob(context, { name: 'import', config, paths, note }, work));
  await watch.tell(context, { paths, setting: readNotifySetting(config.get('notify')), note });
  return exitCode;
}

/**
 * Imports, and lets the viewer know of what came, where the config asks for that.
 *
 * @throws PhotokeepError when the run is stopped as a whole
 */
export async function importAndRefresh(
  context: Context,
  places: ImportPlaces,
  options: ImportOptions,
  reporter: ImportReporter,
): Promise<ExitCode> {
  const arrivals = watchArrivals();
  const exitCode = await runImport(context, places, options, arrivals.listening(reporter));
  if (arrivals.hasSomeCome())
    await refreshAfterImport(options.settings.gallery, (text) => {
      reporter.note(text);
    });
  return exitCode;
}
