import type { MediaKind } from '../scan/media-kinds.js';
import { splitTagName, type Tags } from './metadata.js';
import {
  editRules,
  gpsRules,
  namedRules,
  pictureRules,
  sidecarRules,
  type TagRule,
  videoRules,
} from './tag-rules.js';
import {
  parseOffset,
  parsePartialDate,
  parseWrittenTime,
  withSubSeconds,
  type WrittenTime,
} from './wall-clock.js';

/** A date as some source gave it, before zones and sanity. */
export interface FoundDate {
  readonly source: string;
  readonly value: string;
  readonly written: WrittenTime | undefined;
  /** whether a value without an offset is UTC, not the photographer's local time */
  readonly utc: boolean;
}

/** The dates of capture that the file itself carries, best first. */
export function embeddedDates(kind: MediaKind, tags: Tags): FoundDate[] {
  return datesBy(kind === 'picture' ? pictureRules : videoRules, tags);
}

/** The dates of capture that a sidecar (XMP, THM) carries for its picture or video, best first. */
export function sidecarDates(tags: Tags): FoundDate[] {
  return datesBy(sidecarRules, tags);
}

/** The time of the satellites, which may be that of an earlier fix. */
export function gpsDates(tags: Tags): FoundDate[] {
  return datesBy(gpsRules, tags);
}

/** Dates of an edit, where they were asked for: to be shown, never to be taken. */
export function editDates(tags: Tags): FoundDate[] {
  return datesBy(editRules, tags);
}

/** The dates in the tags that the user named, in the user's order, e.g. `XMP:DateAcquired`. */
export function namedDates(fields: readonly string[], tags: Tags): FoundDate[] {
  return fields.flatMap((field) => datesBy(namedRules(field), tags));
}

function datesBy(rules: readonly TagRule[], tags: Tags): FoundDate[] {
  const names = Object.keys(tags);
  const used = new Set<string>();
  return rules.flatMap((rule) =>
    names
      .filter((name) => !used.has(name) && rule.matches(splitTagName(name)))
      .map((name) => {
        used.add(name);
        return read(name, rule, tags);
      }),
  );
}

function read(name: string, rule: TagRule, tags: Tags): FoundDate {
  const sibling = (tag: string | undefined): string | undefined => {
    const value = tag === undefined ? undefined : tags[name.replace(/[^:]+$/, tag)];
    return value === undefined ? undefined : String(value);
  };
  const own = String(tags[name]);
  const time = sibling(rule.timeTag);
  const value = time === undefined ? own : `${own} ${time}`;
  const written =
    parseWrittenTime(value) ??
    parseWrittenTime(own) ??
    (rule.partial === true ? parsePartialDate(own) : undefined);
  return {
    source: name.split(':').slice(-2).join(':'),
    value,
    written:
      written &&
      complete(written, sibling(rule.subSecondsTag), offset(sibling(rule.offsetTag), written, tags)),
    utc: (rule.utc ?? false) || written?.utc === true,
  };
}

function complete(
  written: WrittenTime,
  subSeconds: string | undefined,
  offset: number | undefined,
): WrittenTime {
  const local = subSeconds === undefined ? written.local : withSubSeconds(written.local, subSeconds);
  const offsetMinutes = written.offsetMinutes ?? offset;
  return { ...written, local, ...(offsetMinutes !== undefined && { offsetMinutes }) };
}

/** The tag's own offset, else that of another date in the file which shows the same wall-clock time. */
function offset(own: string | undefined, written: WrittenTime, tags: Tags): number | undefined {
  const offsetMinutes = own === undefined ? undefined : parseOffset(own);
  if (offsetMinutes !== undefined || written.utc === true || !written.local.includes('T'))
    return offsetMinutes;
  const second = written.local.slice(0, 19);
  return Object.entries(tags)
    .filter(([name]) => name.startsWith('XMP:'))
    .map(([, value]) => parseWrittenTime(String(value)))
    .find((other) => other?.offsetMinutes !== undefined && other.local.slice(0, 19) === second)
    ?.offsetMinutes;
}
