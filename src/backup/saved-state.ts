import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readJsonObject, writeDurably } from '../library/durable-file.js';
import { closedRuns } from '../library/journal.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Store } from './store.js';
import { atTarget } from './target.js';

// What brings the same library back to life on a new machine, besides its photos and the manifest: kept at every target.

/** Where it lies, below the target's root. */
export const savedState = {
  /** the marker of the library */
  library: `${atTarget.state}/library.json`,
  ledger: `${atTarget.state}/ledger.jsonl.gz`,
  /** one file for each run that came to its end */
  journals: `${atTarget.state}/journals`,
  /** the library's own config file */
  config: `${atTarget.state}/config.yaml`,
  /** a config file that lies elsewhere, such as the user's */
  otherConfig: `${atTarget.state}/config-elsewhere.yaml`,
  /** lines of the user's crontab that call photokeep */
  crontab: `${atTarget.state}/crontab`,
  /** absolute path of the library, for the paths in its config */
  root: `${atTarget.state}/root`,
  /** lines of /etc/fstab about the disks of the library and the target */
  fstab: `${atTarget.state}/fstab`,
} as const;

/** Texts of the machine and its user that belong to the library's state; undefined for what there is none of. */
export const stateTexts = ['config', 'otherConfig', 'root', 'crontab', 'fstab'] as const;
export type StateTexts = Readonly<Record<(typeof stateTexts)[number], string | undefined>>;

/** What a target was given last, so that only what changed is sent: a stamp by path. */
type Stamps = Readonly<Record<string, string>>;

export interface SaveOptions {
  readonly paths: Pick<LibraryPaths, 'marker' | 'ledger' | 'journals'>;
  readonly texts: StateTexts;
  /** absolute path of a file on this machine that remembers what the target has */
  readonly memory: string;
  /** id of the target's marker */
  readonly target: string;
  /** folder of the target's versions that nothing was put into yet */
  readonly versions: string;
}

/**
 * Saves the state of the library at a target.
 *
 * @returns how many of its parts were written
 * @throws StoreError
 */
export async function saveState(store: Store, options: SaveOptions): Promise<number> {
  const { paths, texts, memory, target } = options;
  const before = readStamps(memory, target);
  const parts: Part[] = [
    ...stateTexts.map((name) => textPart(savedState[name], texts[name])),
    textPart(savedState.library, readFileSync(paths.marker, 'utf8')),
    {
      path: savedState.ledger,
      stamp: existsSync(paths.ledger) ? sizeStamp(paths.ledger) : undefined,
      write: () => store.writeSmall(savedState.ledger, gzipSync(readFileSync(paths.ledger))),
    },
    {
      path: savedState.journals,
      stamp: existsSync(paths.journals) ? String(statSync(paths.journals).mtimeMs) : undefined,
      write: () => sendJournals(store, options),
    },
  ];
  const changed = parts.filter(({ path, stamp }) => stamp !== undefined && stamp !== before[path]);
  for (const { write } of changed) await write();
  if (changed.length > 0) {
    const stamps = Object.fromEntries(parts.map(({ path, stamp }) => [path, stamp]));
    writeDurably(memory, `${JSON.stringify({ target, stamps: { ...before, ...stamps } })}\n`);
  }
  return changed.length;

  function textPart(path: string, text: string | undefined): Part {
    return {
      path,
      stamp: text === undefined ? undefined : createHash('sha256').update(text).digest('hex'),
      write: () => store.writeSmall(path, Buffer.from(text ?? '')),
    };
  }
}

interface Part {
  readonly path: string;
  /** changes with the content; undefined when there is none */
  readonly stamp: string | undefined;
  readonly write: () => Promise<void>;
}

/** The ledger only grows, but for one that was brought back. */
function sizeStamp(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${String(size)} ${String(mtimeMs)}`;
}

/** Bytes of the journals at a target that would be sent again, because no times tell that they are the same. */
async function sizesThere(store: Store): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (store.keepsTimes) return sizes;
  for await (const { path, size } of store.list(savedState.journals)) sizes.set(basename(path), size);
  return sizes;
}

async function sendJournals(store: Store, { paths: { journals }, versions }: SaveOptions): Promise<void> {
  const there = await sizesThere(store);
  // One that was closed does not change any more.
  const names = closedRuns({ journals })
    .map((run) => `${run}.jsonl`)
    .filter((name) => there.get(name) !== statSync(join(journals, name), { throwIfNoEntry: false })?.size);
  if (names.length === 0) return;
  await store.send(names, {
    ...{ from: journals, into: savedState.journals, ignoreTimes: false, versions },
    // One that went missing was rotated away just now.
    onFile: () => undefined,
    onBytes: () => undefined,
  });
}

function readStamps(memory: string, target: string): Stamps {
  const found = readJsonObject(memory);
  return found?.['target'] === target ? (found['stamps'] as Stamps) : {};
}
