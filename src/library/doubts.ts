import { PhotokeepError } from '../app/errors.js';
import type { Doubt } from '../plan/backup-facts.js';
import type { StoredIdentity } from './catalog.js';
import { readJsonObject, writeDurably } from './durable-file.js';
import { checkFormatVersion } from './format-version.js';
import type { LibraryPaths } from './paths.js';
import { existsSync } from 'node:fs';

/** A doubt as it is kept. */
export interface StoredDoubt extends Doubt {
  /** the file as it was when it was read */
  readonly identity: StoredIdentity;
  /** ISO 8601 */
  readonly foundAt: string;
}

const format = 'photokeep doubts';
const formatVersion = 1;

/**
 * What `verify` found in the Gallery that is not what it was. Not a cache, and so not part of the catalog: whoever deletes
 * that must not lose the knowledge that a file is rotten.
 *
 * @throws PhotokeepError `usage` for a newer format or a damaged file
 */
export function readDoubts({ doubts: file }: Pick<LibraryPaths, 'doubts'>): StoredDoubt[] {
  const content = readJsonObject(file);
  if (!content && !existsSync(file)) return [];
  if (content?.['format'] !== format || !Array.isArray(content['doubts'])) {
    throw new PhotokeepError(
      'usage',
      `${file} is damaged`,
      'bring it back from a backup; without it (delete it) `photokeep verify --all` finds again what is rotten',
    );
  }
  checkFormatVersion(file, Number(content['version']), formatVersion);
  return content['doubts'] as StoredDoubt[];
}

/** Writes them all, so that after a power cut either the old or the new ones are there. */
export function writeDoubts(
  { doubts: file }: Pick<LibraryPaths, 'doubts'>,
  doubts: readonly StoredDoubt[],
): void {
  writeDurably(file, `${JSON.stringify({ format, version: formatVersion, doubts }, undefined, 1)}\n`);
}
