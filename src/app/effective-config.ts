import { type EffectiveSetting, effectiveSettings } from '../config/effective.js';
import type { RawSettings } from '../config/load.js';
import { resolveSettings } from '../config/settings.js';
import { requireSchedule } from './schedule.js';
import { dateRulesOf, layoutOf, readLayout } from './sorting-rules.js';

/**
 * Every setting in force and its origin. All that a command would refuse in a config is refused here too.
 *
 * @param machineZone IANA name of this machine's time zone
 * @throws PhotokeepError `usage` that names the file and line, or the option, of the first wrong value
 */
export function effectiveConfig(
  files: RawSettings,
  flags: RawSettings,
  machineZone: string,
): EffectiveSetting[] {
  const resolved = resolveSettings(files, flags, machineZone);
  const { settings, origins } = resolved;
  layoutOf(settings, origins);
  dateRulesOf(settings, origins);
  requireSchedule(settings, origins);
  for (const { layout, originOf } of settings.imports ?? [])
    if (layout !== undefined) readLayout(layout, settings.locale, originOf('layout'));
  const defaults = resolveSettings(new Map(), new Map(), machineZone).settings;
  return effectiveSettings([flags, files], resolved, defaults);
}
