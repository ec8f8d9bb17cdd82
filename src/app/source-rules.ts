import type { Origins, Settings } from '../config/settings.js';
import type { DateRules } from '../dates/taken-at.js';
import { type Layout, LayoutError, parseLayout } from '../plan/layout.js';
import { PhotokeepError } from './errors.js';
import type { ImportSource } from './import-sources.js';

/** How the files of one source are dated and placed. */
export interface SourceRules {
  readonly dates: DateRules;
  readonly layout: Layout;
}

export type RulesOf = (source: ImportSource) => SourceRules;

/**
 * The rules for each source: the command line first, then its own entry in the config, then what holds for all.
 *
 * @param nowMs milliseconds since 1970; undefined when the clock is not to be trusted
 * @throws PhotokeepError `usage` that names file and line, or the option, of a layout that cannot be used
 */
export function readSourceRules(
  sources: readonly ImportSource[],
  { settings, origins }: { readonly settings: Settings; readonly origins: Origins },
  nowMs: number | undefined,
): RulesOf {
  const isFlag = (origin: string): boolean => origin.startsWith('--');
  const common = readLayout(settings.layout, settings.locale, origins.layout);
  const rules = new Map(
    sources.map((source): [ImportSource, SourceRules] => {
      const homeZone = isFlag(origins.homeZone) ? settings.homeZone : (source.homeZone ?? settings.homeZone);
      const own = isFlag(origins.layout) ? undefined : source.layout;
      return [
        source,
        {
          dates: { ...settings, homeZone, nowMs },
          layout: own ? readLayout(own.pattern, settings.locale, own.origin) : common,
        },
      ];
    }),
  );
  return (source) => rules.get(source) as SourceRules;
}

function readLayout(pattern: string, locale: string, origin: string): Layout {
  try {
    return parseLayout(pattern, locale);
  } catch (error) {
    if (error instanceof LayoutError) throw new PhotokeepError('usage', `${origin}: ${error.message}`);
    throw error;
  }
}
