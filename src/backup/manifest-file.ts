import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, gzipSync } from 'node:zlib';
import { errorCode, PhotokeepError } from '../app/errors.js';
import { checkFormatVersion } from '../library/format-version.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import type { ManifestIndex, Occasion } from './manifest-index.js';
import { atTarget } from './target.js';

/** The first line of a manifest, and all of the small file beside it. */
export interface ManifestHeader {
  /** new for each time it is written */
  readonly id: string;
  /** id of the library */
  readonly library: string;
  /** name of the target in the config */
  readonly target: string;
  /** id of the run that wrote it */
  readonly run: string;
  /** ISO 8601 */
  readonly writtenAt: string;
}

const format = 'photokeep manifest';
const formatVersion = 1;

/** The small file that says which manifest is at the target. */
export function encodeId(header: ManifestHeader): Buffer {
  return Buffer.from(`${JSON.stringify({ format, version: formatVersion, ...header })}\n`);
}

/** @returns undefined for what is no such file: the manifest itself decides then  @throws PhotokeepError `usage` for a newer format */
export function decodeId(content: Buffer, target: string): string | undefined {
  const header = parse(content.toString('utf8'));
  if (header?.['format'] !== format) return undefined;
  checkFormatVersion(nameOf(target), Number(header['version']), formatVersion);
  return typeof header['id'] === 'string' ? header['id'] : undefined;
}

/**
 * The whole manifest, compressed: page by page, each a gzip member of its own, so that only compressed text adds up; and
 * in one go, so that nothing is recorded in the middle of it.
 */
export function encodeManifest(header: ManifestHeader, index: ManifestIndex): Buffer {
  const members = [compress([{ format, version: formatVersion, ...header }, ...index.runs()])];
  let entries = 0;
  for (const page of index.all()) {
    members.push(compress(page.map(toLine)));
    entries += page.length;
  }
  return Buffer.concat([...members, compress([{ end: entries }])]);
}

function compress(lines: readonly object[]): Buffer {
  return gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { level: 4 });
}

/** A piece of a manifest; the header comes in the first. */
export interface ManifestPiece {
  readonly header: ManifestHeader;
  readonly runs: readonly Occasion[];
  readonly entries: readonly ManifestEntry[];
}

/**
 * A manifest, piece by piece, so that it need not fit into memory.
 *
 * @param target name of the target, for messages
 * @throws PhotokeepError `usage` for a newer format, `refused` for one that is damaged or not whole
 */
export async function* decodeManifest(content: Buffer, target: string): AsyncGenerator<ManifestPiece> {
  let header: ManifestHeader | undefined;
  let found = 0;
  let end: number | undefined;
  for await (const lines of readLines(content, target)) {
    const runs: Occasion[] = [];
    const entries: ManifestEntry[] = [];
    for (const text of lines) {
      const line = parse(text);
      if (!line || end !== undefined) throw damaged(target);
      if (!header) header = readHeader(line, target);
      else if ('end' in line) end = Number(line['end']);
      else if ('at' in line) runs.push(line as unknown as Occasion);
      else entries.push(fromLine(line));
    }
    found += entries.length;
    if (header) yield { header, runs, entries };
  }
  if (end !== found) throw damaged(target);
}

async function* readLines(content: Buffer, target: string): AsyncGenerator<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of Readable.from([content]).pipe(createGunzip({ chunkSize: 256 * 1024 }))) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop() ?? '';
      yield lines;
    }
  } catch (error) {
    if (errorCode(error)?.startsWith('Z_') === true) throw damaged(target);
    throw error;
  }
  if (rest !== '') throw damaged(target);
}

function readHeader(line: Record<string, unknown>, target: string): ManifestHeader {
  if (line['format'] !== format) throw damaged(target);
  checkFormatVersion(nameOf(target), Number(line['version']), formatVersion);
  const { id, library, target: name, run, writtenAt } = line;
  return {
    ...{ id: String(id), library: String(library), target: String(name) },
    ...{ run: String(run), writtenAt: String(writtenAt) },
  };
}

function damaged(target: string): PhotokeepError {
  return new PhotokeepError(
    'refused',
    `${nameOf(target)} is damaged, so what is there is not known`,
    'put the file back as it was if you can; without it (delete it there) the next backup takes over what it finds by size and time, and older versions are no longer found',
  );
}

function nameOf(target: string): string {
  return `the manifest ${atTarget.manifest} of ${target}`;
}

function toLine({ fingerprint, ...rest }: ManifestEntry): object {
  return { ...rest, ...fingerprint };
}

function fromLine({ size, hash, ...rest }: Record<string, unknown>): ManifestEntry {
  return { ...rest, fingerprint: { size, hash } } as ManifestEntry;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
