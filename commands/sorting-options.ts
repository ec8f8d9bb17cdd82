import { type Command, Option } from 'commander';
import type { ConfigKeyName } from '../src/config/keys.js';
import type { RawSettings } from '../src/config/load.js';

/** Options that decide where a file goes: which date counts, and what is made of it. */
export interface SortingFlags {
  readonly layout?: string;
  readonly locale?: string;
  readonly naming?: string;
  readonly dateField?: string[];
  readonly namePattern?: string[];
  readonly fallback?: string;
  readonly homeZone?: string;
}

export function addSortingOptions(command: Command): Command {
  return command
    .option('--layout <pattern>', 'folders: YYYY YY MM M m DD DDD U W, [literal] (default: YYYY/MM-M)')
    .option('--locale <tag>', 'language of month names, such as es (default: en)')
    .addOption(new Option('--naming <how>', 'original or timestamp (default: original)'))
    .option(
      '--date-field <tags>',
      'tags to look for a date in, after EXIF, XMP and IPTC; may be given several times',
      // Not variadic: that would take the sources that follow for tags, and the drop folders for the sources.
      (tags: string, before?: readonly string[]) => [...(before ?? []), ...tags.split(/[\s,]+/)],
    )
    .option(
      '--name-pattern <pattern>',
      'date in file names, as in Scan_YYYYMMDD_HHmmss; may be given several times',
      // A pattern may hold spaces and commas, so each needs a flag of its own.
      (pattern: string, before?: readonly string[]) => [...(before ?? []), pattern],
    )
    .option('--fallback <how>', 'FileModifyDate, or none: undated files go to unknown/')
    .option('--home-zone <zone>', "zone of dates in UTC without a position (default: the machine's)");
}

/** The settings that the flags give, each with its flag as its origin. */
export function sortingSettings(flags: SortingFlags): RawSettings {
  return settingsOf([
    ['layout', '--layout', flags.layout],
    ['locale', '--locale', flags.locale],
    ['naming', '--naming', flags.naming],
    ['dateFields', '--date-field', flags.dateField],
    ['namePatterns', '--name-pattern', flags.namePattern],
    ['fallback', '--fallback', flags.fallback],
    ['homeZone', '--home-zone', flags.homeZone],
  ]);
}

/** Config keys with the flag of the same meaning and what it was given; what was not given sets nothing. */
export function settingsOf(
  given: readonly (readonly [key: ConfigKeyName, flag: string, value: unknown])[],
): RawSettings {
  return new Map(
    given
      .filter(([, , value]) => value !== undefined)
      .map(([key, origin, value]) => [key, { value, origin }]),
  );
}
