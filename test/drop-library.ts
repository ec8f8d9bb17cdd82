import { copyFileSync, mkdirSync, utimesSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import { distinctContentsOf } from './contents.js';
import { filesBelow, listing } from './folder-listing.js';
import { assetEvents, summaryOf } from './json-output.js';
import { photokeep } from './photokeep.js';

/** A library with drop folders, and imports into it that are held to what every import promises. */
export interface DropLibrary {
  readonly root: string;
  gallery(path?: string): string;
  /** in the drop folder of the phone */
  phone(path?: string): string;
  state(path?: string): string;
  /** Copies a file with its times, as a phone sends it. */
  put(file: string, path: string): void;
  /** What is in the Gallery, by paths in it. */
  inGallery(): string[];
  /** What waits in the drop folder of the phone. */
  inPhone(): string[];
  /** What is held, without the folder of the run that held it. */
  inHeld(): string[];
  /**
   * Imports in a dry run and then in a real one. The dry run must have changed nothing and said the same; no content
   * may be gone.
   *
   * @returns what the real run printed with `--json`
   */
  importAsSaid(...args: readonly string[]): Promise<string>;
  /** Imports, which must print nothing and change nothing. */
  importNothing(): Promise<void>;
}

/** Makes it below a folder. @param home of the user, must exist */
export async function makeDropLibrary(home: string): Promise<DropLibrary> {
  const root = join(home, 'Photos');
  const world = { home };
  const gallery = (path = ''): string => join(root, 'images/Gallery', path);
  const phone = (path = ''): string => join(root, 'images/Imports/Phone', path);
  const state = (path = ''): string => join(root, '.photokeep', path);
  const contents = (): string[] => distinctContentsOf(join(root, 'images'), state('trash'), state('held'));
  const command = ['import', '--library', root, '--settle', '0', '--home-zone', 'Europe/Madrid'];
  const { code } = await photokeep(['init', root], world);
  expect(code).toBe(0);

  return {
    ...{ root, gallery, phone, state },
    put(file, path) {
      const { atime, mtime } = statSync(file);
      mkdirSync(dirname(path), { recursive: true });
      copyFileSync(file, path);
      utimesSync(path, atime, mtime);
    },
    inGallery: () => filesBelow(gallery()),
    inPhone: () => filesBelow(phone()),
    inHeld: () => contentsFolder(state('held')).map((path) => path.replace(/^[^/]+\//, '')),
    async importAsSaid(...args) {
      const [before, held] = [listing(root), contents()];

      const dry = await photokeep([...command, ...args, '--json', '--dry-run'], world);
      expect(listing(root)).toEqual(before);
      const real = await photokeep([...command, ...args, '--json'], world);

      expect([dry.code, dry.stderr, real.code, real.stderr]).toEqual([0, '', 0, '']);
      expect(saidBy(dry.stdout)).toEqual(saidBy(real.stdout));
      expect(contents()).toEqual(held);
      return real.stdout;
    },
    async importNothing() {
      const before = listing(join(root, 'images'));
      expect(await photokeep(command, world)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(listing(join(root, 'images'))).toEqual(before);
    },
  };
}

function contentsFolder(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false }) ? filesBelow(folder) : [];
}

/** All that a run said, but for when it ran and whether it was a dry one. */
function saidBy(stdout: string): unknown {
  const { run, ...summary } = summaryOf(stdout);
  const withoutRun = (_: string, value: unknown): unknown =>
    value === 'planned' ? 'done' : typeof value === 'string' ? value.replace(run, 'RUN') : value;
  return JSON.parse(
    JSON.stringify([assetEvents(stdout), { ...summary, dryRun: false, seconds: 0 }], withoutRun),
  );
}
