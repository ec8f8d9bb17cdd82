import { z } from 'zod';
import { bytesForm, parseBytes } from './bytes.js';
import { durationForm, parseDuration } from './duration.js';
import type { ConfigKeyName } from './keys.js';

/** JSON Schema, draft 7: what editors know. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const notAZone = 'unknown time zone; expected a name such as Europe/Madrid';

const aTime = 'expected a time such as 60d, 8w or 12h';
const aSize = 'expected a size such as 5GB, 500MB or 0';

/** New pictures soon, what reads much at night, all of the Gallery once a year in monthly parts. */
export const usualSchedule = { import: '*/15 * * * *', dedupe: '40 3 * * *', verify: '10 4 1 * *' };

/** Of every key but the lists of entries and `notify`, which are read before zod is loaded. */
export const schemas = {
  library: z.string().min(1, 'expected a path'),
  layout: z.string(),
  locale: z.string(),
  naming: z.enum(['original', 'timestamp']),
  dateFields: z.array(
    z.string().regex(/^\w[\w-]*(:[\w-]+)*$/, 'expected exiftool tag names such as XMP:DateAcquired'),
  ),
  namePatterns: z.array(z.string()),
  fallback: z.enum(['FileModifyDate', 'none']),
  homeZone: z.string().refine(isZone, notAZone),
  settle: z
    .union([z.number(), z.string().trim().min(1).transform(Number)], 'expected a number of seconds')
    .pipe(
      z
        .number('expected a number of seconds')
        .min(0, 'expected 0 or more seconds')
        .max(86_400, 'expected at most 86400 seconds'),
    ),
  protect: z.array(
    z.string().regex(/^(?!!)[^]*[^/]/, 'expected globs such as Wedding, "*best*" or 2019/08-August'),
    'expected a list of globs such as [Wedding, "*best*"]',
  ),
  dedupeAction: z.enum(['trash', 'delete', 'reflink', 'report']),
  dedupeKeep: z.enum(['first-root', 'oldest', 'newest', 'shortest']),
  dedupeAlbums: z.boolean('expected true or false'),
  dedupeAllFiles: z.boolean('expected true or false'),
  schedule: z
    .strictObject(
      { import: z.string(), dedupe: z.string(), verify: z.string() },
      'expected times for import, dedupe, verify',
    )
    .partial()
    .transform((given) => ({ ...usualSchedule, ...given })),
  keepTrash: amount(formed(durationForm, aTime), parseDuration, aTime),
  minFree: amount(z.union([formed(bytesForm, aSize), z.number().min(0, aSize)], aSize), parseBytes, aSize),
} satisfies Record<
  Exclude<ConfigKeyName, 'imports' | 'backups' | 'mounts' | 'syncthing' | 'gallery' | 'notify'>,
  z.ZodType
>;

/** What an editor may know of a value: its form, without what only this machine can tell, such as its time zones. */
export function jsonSchemaOf(key: keyof typeof schemas): JsonSchema {
  const schema = z.toJSONSchema(schemas[key], { target: 'draft-7', io: 'input' });
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== '$schema'));
}

/** A value that a parser understands. */
function amount(
  schema: z.ZodType<string | number>,
  parse: (text: string) => number | undefined,
  expected: string,
) {
  return schema.transform((value, context) => {
    const parsed = parse(String(value));
    if (parsed === undefined) context.addIssue(expected);
    return parsed ?? 0;
  });
}

/** Text whose form is told to editors, and left to its parser here. */
function formed(form: RegExp, expected: string) {
  return z.string(expected).meta({ pattern: form.source });
}

export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
