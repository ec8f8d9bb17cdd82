import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Tags } from '../../src/dates/metadata.js';
import { chooseTakenAt } from '../../src/dates/taken-at.js';
import { formatOffset } from '../../src/dates/wall-clock.js';
import type { MediaKind } from '../../src/scan/media-kinds.js';

/** What exiftool says of real files, and what was found out about each by looking at it. */
interface Dump {
  /** its path in the collection (../shared/samples) */
  readonly file: string;
  readonly kind: MediaKind;
  /** source and local time; null where nothing in the file says when it was taken */
  readonly taken: readonly [source: string, local: string] | null;
  readonly tags: Tags;
}

const file = new URL('../../../test/dates/sample-dumps.json', import.meta.url);
const dumps = JSON.parse(readFileSync(file, 'utf8')) as Dump[];

test.each(dumps.map((dump) => [dump.file, dump] as const))('%s', (_, { file: path, kind, taken, tags }) => {
  const takenAt = chooseTakenAt(
    { kind, name: basename(path), mtimeMs: 0, metadata: { tags } },
    {
      ...{ homeZone: 'Europe/Madrid', dateFields: [], namePatterns: [], fallback: 'none' },
      nowMs: Date.UTC(2026, 0),
    },
  );
  const offset = takenAt?.offsetMinutes === undefined ? '' : formatOffset(takenAt.offsetMinutes);

  expect(takenAt ? [takenAt.source, takenAt.local + offset] : null).toEqual(taken);
});
