import type { ManifestIndex } from '../backup/manifest-index.js';
import { readDoubts } from '../library/doubts.js';
import type { BackupFacts, Drift, Pair } from '../plan/backup-facts.js';
import { mustBeRead } from '../plan/must-be-read.js';
import type { LeftFile, UnreadableFile } from '../scan/walk.js';
import { breathe } from './breathe.js';
import { compareWithManifest, createGallerySource } from './compare-with-manifest.js';
import { learnContents } from './learn-contents.js';
import type { Run } from './run.js';

/** What a store's own look at the target says. */
export interface TargetLook {
  /** files of the Gallery that differ there */
  readonly drifts: AsyncIterable<{ readonly path: string; readonly drift: Drift }>;
  /** what is to be thought of all others: that they look the same, or, where no times are kept, `unknown` */
  readonly otherwise: 'unknown' | undefined;
}

/** What a backup is planned from, and what of the Gallery is left out of it. */
export interface GatheredFacts extends BackupFacts {
  readonly left: readonly LeftFile[];
  /** what they hold at the target, and all below them, is taken neither for gone nor for changed */
  readonly unreadable: readonly UnreadableFile[];
}

type GalleryTools = Pick<Run, 'catalog' | 'hashes' | 'paths'>;

const lookupsPerBreath = 1000;

/**
 * Compares the Gallery with a manifest, by one look at each file, while the store's own look at the target goes on.
 * Contents are read only where nothing else can tell two files apart; the catalog learns them.
 */
export async function gatherBackupFacts(
  run: GalleryTools,
  index: ManifestIndex,
  { drifts: looking, otherwise }: TargetLook,
): Promise<GatheredFacts> {
  const collecting = collect(looking);
  // Its failure is thrown when it is waited for; until then it must not count as unhandled.
  collecting.catch(() => undefined);
  const doubts = readDoubts(run.paths);
  const gallery = createGallerySource(run, doubts);
  const { sides, unchanged, left, unreadable } = await compareWithManifest(gallery, index);

  const drifts = await collecting;
  let more = 0;
  for (const path of chain(
    drifts.keys(),
    doubts.map((doubt) => doubt.path),
  )) {
    if (sides.has(path)) continue;
    const entry = index.currentAt(path);
    const source = entry && gallery.look(path);
    // Others are none of ours, such as hidden files, or came and went meanwhile.
    if (!source) continue;
    sides.set(path, { source, entry });
    more++;
    if (more % lookupsPerBreath === 0) await breathe();
  }
  // As they are asked for: there may be as many as the Gallery has files.
  const pairs = {
    *[Symbol.iterator](): Generator<Pair> {
      for (const [path, { source, entry }] of sides) {
        yield { source, entry, drift: drifts.get(path) ?? otherwise };
      }
    },
  };
  const facts = { pairs, unchanged: unchanged - more, doubts };
  for await (const { known } of learnContents(run, mustBeRead(facts))) {
    for (const source of known) sides.set(source.path, { source, entry: sides.get(source.path)?.entry });
  }
  return { ...facts, left, unreadable };
}

function* chain(...lists: readonly Iterable<string>[]): Generator<string> {
  for (const list of lists) yield* list;
}

async function collect(drifts: TargetLook['drifts']): Promise<Map<string, Drift>> {
  const byPath = new Map<string, Drift>();
  for await (const { path, drift } of drifts) byPath.set(path, drift);
  return byPath;
}
