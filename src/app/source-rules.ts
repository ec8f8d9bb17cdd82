import type { Origins, Settings } from '../config/settings.js';
import type { DateRules } from '../dates/taken-at.js';
import type { Layout } from '../plan/layout.js';
import type { ImportSource } from './import-sources.js';
import { dateRulesOf, layoutOf, readLayout } from './sorting-rules.js';

/** How the files of one source are dated and placed; what the clock says is added when a run has looked at it. */
export interface SourceRules {
  readonly dates: Omit<DateRules, 'nowMs'>;
  readonly layout: Layout;
}

/** The rules that hold for all, and those of each source. */
export interface SortingRules extends SourceRules {
  of(source: ImportSource): SourceRules;
}

/**
 * The rules for each source: the command line first, then its own entry in the config, then what holds for all.
 *
 * @throws PhotokeepError `usage` that names file and line, or the option, of a setting that cannot be used
 */
export function readSourceRules(
  sources: readonly ImportSource[],
  { settings, origins }: { readonly settings: Settings; readonly origins: Origins },
): SortingRules {
  const isFlag = (origin: string): boolean => origin.startsWith('--');
  const common = { dates: dateRulesOf(settings, origins), layout: layoutOf(settings, origins) };
  const rules = new Map(
    sources.map((source): [ImportSource, SourceRules] => {
      const own = isFlag(origins.layout) ? undefined : source.layout;
      const zone = isFlag(origins.homeZone) ? undefined : source.homeZone;
      return [
        source,
        {
          dates: { ...common.dates, ...(zone !== undefined && { homeZone: zone }) },
          layout: own ? readLayout(own.pattern, settings.locale, own.origin) : common.layout,
        },
      ];
    }),
  );
  return { ...common, of: (source) => rules.get(source) ?? common };
}
