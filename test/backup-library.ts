import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from '@jest/globals';
import { filesBelow } from './contents.js';
import { fsPath } from '../src/system/fs-path.js';
import { sha256 } from './folder-listing.js';
import { jsonLines, type Line } from './json-output.js';
import { type Ended, photokeep, type Started, startPhotokeep, type World } from './photokeep.js';

/** A library with photos in its Gallery, and a config that tells where it is backed up to. */
export interface BackupLibrary {
  readonly root: string;
  gallery(path?: string): string;
  state(path?: string): string;
  /** Writes a file of so many bytes, told from others by its seed, with a date of its own. */
  put(path: string, bytes?: number, seed?: string): void;
  /** Writes `backups:` into the library's config. @param entries lines of YAML, each one target */
  configure(...entries: readonly string[]): void;
  run(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): Started;
  /** The same with `--json`; what each line says. @param code that it must end with */
  said(code: number, ...args: readonly string[]): Promise<Line[]>;
}

/** Makes it below a folder. @param home of the user, must exist */
export async function makeBackupLibrary(
  home: string,
  world: Omit<World, 'home'> = {},
): Promise<BackupLibrary> {
  const root = join(home, 'Photos');
  const gallery = (path = ''): string => join(root, 'images/Gallery', path);
  const words = (args: readonly string[]): string[] => [...args, '--library', root];
  expect(await photokeep(['init', root], { home })).toMatchObject({ code: 0 });

  const run = (...args: readonly string[]): Promise<Ended> => photokeep(words(args), { home, ...world });
  return {
    ...{ root, gallery, run },
    state: (path = '') => join(root, '.photokeep', path),
    put(path, bytes = 1000, seed = path) {
      mkdirSync(dirname(gallery(path)), { recursive: true });
      writeFileSync(gallery(path), contentOf(seed, bytes));
      const digest = createHash('sha256').update(seed).digest();
      const seconds = 1_500_000_000 + (digest.readUInt32BE() % 100_000_000);
      utimesSync(gallery(path), seconds, seconds);
    },
    configure(...entries) {
      const lines = entries.map((entry) => `  - ${entry}\n`).join('');
      writeFileSync(join(root, '.photokeep/config.yaml'), `backups:\n${lines}`);
    },
    start: (...args) => startPhotokeep(words(args), { home, ...world }),
    async said(code, ...args) {
      const ended = await run(...args, '--json');
      expect({ ...ended, stdout: ended.code === code ? '' : ended.stdout }).toMatchObject({ code });
      return jsonLines(ended.stdout);
    },
  };
}

/** Bytes that look random, the same for the same seed. */
export function contentOf(seed: string, bytes: number): Buffer {
  const block = createHash('sha512').update(seed).digest();
  const content = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at += block.length) {
    block.copy(content, at);
    block.writeUInt32LE(at, 0);
  }
  return content;
}

/** What people see of a copy: names, contents and times to the second. */
export function copyOf(folder: string): string[] {
  return filesBelow(folder)
    .filter((path) => !path.slice(folder.length).includes('/.'))
    .map(
      (path) =>
        `${relative(folder, path)} ${String(Math.floor(statSync(fsPath(path)).mtimeMs / 1000))} ${sha256(path)}`,
    );
}

/** Folders that hold what was replaced or deleted. */
export function versionsAt(target: string): string[] {
  const folder = join(target, '.photokeep-versions');
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !name.endsWith('-state'))
        .sort()
    : [];
}

/** The last record of a job. */
export function jobOf(library: BackupLibrary, target: string): Record<string, unknown> {
  return JSON.parse(readFileSync(library.state(`jobs/backup-${target}.json`), 'utf8')) as Record<
    string,
    unknown
  >;
}
