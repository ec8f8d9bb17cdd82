import type { Origins, Settings } from '../config/settings.js';
import { type NamePattern, NamePatternError, parseNamePattern } from '../dates/name-pattern.js';
import type { DateRules } from '../dates/taken-at.js';
import { type Layout, LayoutError, parseLayout } from '../plan/layout.js';
import { PhotokeepError } from './errors.js';

/**
 * The date rules that the settings ask for; what the clock says is added when a run has looked at it.
 *
 * @throws PhotokeepError `usage` for a name pattern that cannot be used
 */
export function dateRulesOf(settings: Settings, origins: Origins): Omit<DateRules, 'nowMs'> {
  const { homeZone, dateFields, fallback } = settings;
  const namePatterns = settings.namePatterns.map((pattern) => readNamePattern(pattern, origins.namePatterns));
  return { homeZone, dateFields, fallback, namePatterns };
}

function readNamePattern(pattern: string, origin: string): NamePattern {
  try {
    return parseNamePattern(pattern);
  } catch (error) {
    if (error instanceof NamePatternError) throw new PhotokeepError('usage', `${origin}: ${error.message}`);
    throw error;
  }
}

/** @throws PhotokeepError `usage` for a layout or a locale that cannot be used */
export function layoutOf({ layout, locale }: Settings, origins: Origins): Layout {
  return readLayout(layout, locale, origins.layout);
}

/** @param origin where the pattern was set, for the message */
export function readLayout(pattern: string, locale: string, origin: string): Layout {
  try {
    return parseLayout(pattern, locale);
  } catch (error) {
    if (error instanceof LayoutError) throw new PhotokeepError('usage', `${origin}: ${error.message}`);
    throw error;
  }
}
