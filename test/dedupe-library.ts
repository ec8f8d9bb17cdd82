import { linkSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import type { DedupeSummary, GroupEvent } from '../src/report/dedupe-report.js';
import { makeLibrary } from '../src/library/marker.js';
import { fsPath } from '../src/system/fs-path.js';
import { distinctContentsOf } from './contents.js';
import { filesBelow, listing } from './folder-listing.js';
import { jsonLines } from './json-output.js';
import { type Ended, photokeep } from './photokeep.js';

/** A library with duplicates in it, and dedupes of it that are held to what every dedupe promises. */
export interface DedupeLibrary {
  readonly root: string;
  gallery(path?: string): string;
  /** in the drop folder of the phone */
  phone(path?: string): string;
  state(path?: string): string;
  /** Writes a file, the later ones the younger ones. @param name a path in the Gallery, or an absolute one */
  put(name: string, content?: string): string;
  /** Writes several, with one content each. */
  putAll(files: Readonly<Record<string, string>>): void;
  link(name: string, other: string): void;
  /** What is in the Gallery, by paths in it. */
  inGallery(): string[];
  /** What is in the trash, by where it was in the library. */
  inTrash(): string[];
  run(...args: readonly string[]): Promise<Ended>;
  /**
   * Dedupes in a dry run and then in a real one. The dry run must have changed nothing and said the same; no content may
   * be gone from where people see it.
   */
  dedupeAsSaid(...args: readonly string[]): Promise<Deduped>;
  /** Dedupes, which must print nothing and change nothing. */
  dedupeNothing(...args: readonly string[]): Promise<void>;
}

/** What a dedupe said with `--json`; paths are names as `put` takes them. */
export interface Deduped {
  readonly groups: readonly GroupEvent[];
  readonly summary: DedupeSummary;
  /** what went */
  readonly gone: readonly string[];
  /** why the other copies are left */
  readonly left: Readonly<Record<string, string>>;
}

/** Makes it below a folder. @param home of the user, must exist  @param seen what else holds files of the test */
export function makeDedupeLibrary(home: string, ...seen: readonly string[]): DedupeLibrary {
  const root = join(home, 'Photos');
  const gallery = (path = ''): string => join(root, 'images/Gallery', path);
  const state = (path = ''): string => join(root, '.photokeep', path);
  const pathOf = (name: string): string => (name.startsWith('/') ? name : gallery(name));
  const nameOf = (path: string): string =>
    path.startsWith(gallery()) ? path.slice(gallery().length + 1) : path;
  const run = (...args: readonly string[]): Promise<Ended> => photokeep(args, { home });
  const dedupe = (...args: readonly string[]): Promise<Ended> => run('dedupe', '--library', root, ...args);
  const visible = (): string[] => distinctContentsOf(join(root, 'images'), ...seen);
  const all = (): unknown => [listing(root), ...seen.map(listing)];
  let seconds = 1_600_000_000;

  makeLibrary(root, 'library', hostname());

  function put(name: string, content = 'a picture'): string {
    const path = pathOf(name);
    mkdirSync(fsPath(dirname(path)), { recursive: true });
    writeFileSync(fsPath(path), content);
    utimesSync(fsPath(path), ++seconds, seconds);
    return path;
  }

  return {
    ...{ root, gallery, state, put, run },
    phone: (path = '') => join(root, 'images/Imports/Phone', path),
    putAll(files) {
      for (const [name, content] of Object.entries(files)) put(name, content);
    },
    link(name, other) {
      mkdirSync(dirname(pathOf(other)), { recursive: true });
      linkSync(pathOf(name), pathOf(other));
    },
    inGallery: () => filesBelow(gallery()),
    inTrash: () =>
      readdirSync(state('trash')).flatMap((id) =>
        filesBelow(state(join('trash', id))).map((path) => path.replace('images/Gallery/', '')),
      ),
    async dedupeAsSaid(...args) {
      const [before, contents] = [all(), visible()];

      const dry = await dedupe(...args, '--json', '--dry-run');
      expect(all()).toEqual(before);
      const real = await dedupe(...args, '--json');

      expect([dry.code, dry.stderr, real.code, real.stderr]).toEqual([0, '', 0, '']);
      expect(saidBy(dry)).toEqual(saidBy(real));
      expect(visible()).toEqual(contents);
      return read(real, nameOf);
    },
    async dedupeNothing(...args) {
      const before = listing(join(root, 'images'));
      expect(await dedupe(...args)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(listing(join(root, 'images'))).toEqual(before);
    },
  };
}

function read({ stdout }: Ended, nameOf: (path: string) => string): Deduped {
  const lines = jsonLines(stdout) as unknown as readonly (GroupEvent | DedupeSummary)[];
  const groups = lines.filter((line) => line.event === 'group');
  const left = groups.flatMap((group) => group.left.map(({ path, reason }) => [nameOf(path), reason]));
  return {
    groups,
    summary: lines.at(-1) as DedupeSummary,
    gone: groups.flatMap(({ remove }) => remove.map(nameOf)).sort(),
    left: Object.fromEntries(left) as Record<string, string>,
  };
}

/** All that a run said, but for when it ran and whether it was a dry one. */
function saidBy({ stdout }: Ended): unknown {
  return jsonLines(stdout).map((line) => {
    const status = line['status'] === 'planned' ? 'done' : line['status'];
    return { ...line, status, run: '', dryRun: false, seconds: 0 };
  });
}
