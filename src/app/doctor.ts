import { configFilesOf, type RawSettings } from '../config/load.js';
import { resolveSettings } from '../config/settings.js';
import { readLibraryMarker } from '../library/marker.js';
import type { FoundLibrary } from '../library/open-library.js';
import { checkBackups } from '../plan/check-backups.js';
import { checkSchedule, checkState } from '../plan/check-library.js';
import { checkPlaces } from '../plan/check-places.js';
import { checkPrograms } from '../plan/check-programs.js';
import { checkSyncthing } from '../plan/check-syncthing.js';
import { type CheckName, type Finding, fine, problem, warning } from '../plan/finding.js';
import { sizeText } from '../report/amounts.js';
import { targetOf } from './backup-targets.js';
import type { Context } from './context.js';
import { readScheduleFacts } from './doctor-jobs.js';
import { readPlaces } from './doctor-places.js';
import { readPrograms } from './doctor-programs.js';
import { readState } from './doctor-state.js';
import { readSyncthing } from './doctor-syncthing.js';
import { readTargets } from './doctor-targets.js';
import { PhotokeepError } from './errors.js';
import { findNamedLibrary } from './find-named-library.js';
import { dropFoldersIn } from './import-request.js';

export interface DoctorWishes {
  /** as `--library` names it */
  readonly library: string | undefined;
  /** absolute path of a config file that was named */
  readonly configFile: string | undefined;
  /** reads the config files; what is wrong with them is a finding */
  readonly loadConfig: () => RawSettings;
}

/**
 * Looks at everything that photokeep works with. Changes nothing, takes no lock, and waits for nobody for long: what
 * keeps one check from being made is its finding, and the others are made all the same.
 */
export async function examine(context: Context, wishes: DoctorWishes): Promise<Finding[]> {
  const config = attempt('config', wishes.loadConfig);
  const raw: RawSettings = config.is ?? new Map();
  const settings = attempt('config', () => resolveSettings(raw, new Map(), context.machineZone()));
  const wrong = config.finding ?? settings.finding;
  const programs = await readPrograms(context, raw);
  const library = attempt('library', () => findNamedLibrary(context, wishes.library, raw));
  return [
    ...checkPrograms(programs),
    wrong ?? configFinding(raw),
    ...(library.finding ? [library.finding] : []),
    ...(library.is && settings.is
      ? await examineLibrary(context, library.is, raw, {
          ...settings.is,
          configFile: wishes.configFile,
          hasTimers: programs.cron.hasTimers,
        })
      : []),
  ];
}

function configFinding(config: RawSettings): Finding {
  const files = configFilesOf(config);
  if (files.length === 0)
    return warning('config', 'there is no config: defaults hold', 'photokeep init writes one');
  return fine('config', `the config is valid: ${files.join(', ')}`);
}

type Resolved = ReturnType<typeof resolveSettings> & {
  readonly configFile: string | undefined;
  readonly hasTimers: boolean;
};

async function examineLibrary(
  context: Context,
  library: FoundLibrary,
  config: RawSettings,
  { settings, origins, configFile, hasTimers }: Resolved,
): Promise<Finding[]> {
  const { paths } = library;
  const zone = { homeZone: settings.homeZone, origin: origins.homeZone };
  const targets = (settings.backups ?? []).map((entry) => targetOf(entry, context));
  const id = readLibraryMarker(paths.marker)?.id ?? '';
  const parts = await Promise.all([
    examined('folder', async () =>
      checkPlaces(await readPlaces(context, library, config, { minFree: settings.minFree, zone }), sizeText),
    ),
    examined('catalog', () => Promise.resolve(checkState(readState(paths)))),
    examined('schedule', async () =>
      checkSchedule(
        await readScheduleFacts(context, { paths, config, configFile, settings, origins, hasTimers }),
      ),
    ),
    examined('backup', async () => checkBackups(await readTargets(context, { paths, library: id, targets }))),
    examined('syncthing', () =>
      Promise.resolve(checkSyncthing(readSyncthing(context.home, dropFoldersIn(library, context, config)))),
    ),
  ]);
  return parts.flat();
}

/** What stops a check with a word to the user is what it found. */
async function examined(check: CheckName, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    return [asFinding(check, error)];
  }
}

type Attempt<T> =
  { readonly is: T; readonly finding?: never } | { readonly is?: never; readonly finding: Finding };

function attempt<T>(check: CheckName, work: () => T): Attempt<T> {
  try {
    return { is: work() };
  } catch (error) {
    return { finding: asFinding(check, error) };
  }
}

function asFinding(check: CheckName, error: unknown): Finding {
  if (!(error instanceof PhotokeepError)) throw error;
  return problem(check, error.message, error.remedy ?? 'correct it, and run photokeep doctor again');
}
