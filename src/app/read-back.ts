import { join } from 'node:path';
import { keptPath } from '../backup/kept-path.js';
import type { Store } from '../backup/store.js';
import { fingerprintKey } from '../content/fingerprint.js';
import { batchesOf } from '../execute/batches.js';
import { isUnchanged } from '../library/catalog.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import type { KeptContent } from '../plan/backup-state.js';
import { identityAt } from '../scan/identity.js';

/** What the bytes of a content at a target are; `unknown` when they could not be read. */
export type Verdict = 'right' | 'wrong' | 'missing' | 'unknown';

export interface ReadBackTools {
  readonly store: Store;
  /** absolute */
  readonly gallery: string;
  readonly isInterrupted: () => boolean;
}

const limits = { files: 500, bytes: 1024 * 1024 * 1024 };

/**
 * Reads contents at a target, batch by batch; an interruption ends it after the batch that is under way.
 *
 * @throws StoreError
 */
export async function* readBack(
  contents: readonly KeptContent[],
  tools: ReadBackTools,
): AsyncGenerator<(readonly [content: KeptContent, verdict: Verdict])[]> {
  for (const batch of batchesOf(contents, limits, ({ entry }) => entry.fingerprint.size)) {
    if (tools.isInterrupted()) return;
    const verdicts = await check(batch, tools, true);
    // What they were compared with may itself have decayed.
    const doubtful = batch.filter((content) => verdicts.get(content) === 'wrong');
    for (const [content, verdict] of await check(doubtful, tools, false)) verdicts.set(content, verdict);
    yield batch.map((content) => [content, verdicts.get(content) ?? 'unknown'] as const);
  }
}

/** @param withHere whether they may be compared with the files of this machine instead of being fetched */
async function check(
  contents: readonly KeptContent[],
  { store, gallery }: ReadBackTools,
  withHere: boolean,
): Promise<Map<KeptContent, Verdict>> {
  // What went missing there and was sent again has two entries of one content at one place.
  const byPath = new Map<string, [KeptContent, ...KeptContent[]]>();
  for (const content of contents) {
    const path = keptPath(content.at);
    const others = byPath.get(path);
    if (others) others.push(content);
    else byPath.set(path, [content]);
  }
  if (byPath.size === 0) return new Map();
  const asked = [...byPath].map(([path, [{ entry }]]) => ({
    ...{ path, fingerprint: entry.fingerprint },
    here: withHere && isAsSent(entry, gallery) ? join(gallery, entry.path) : undefined,
  }));
  const answers = await store.check(asked, () => undefined);
  return new Map(
    answers.flatMap(({ path, is }) => {
      const [first, ...others] = byPath.get(path) ?? [];
      if (!first) return [];
      const isSame = ({ entry }: KeptContent): boolean =>
        fingerprintKey(entry.fingerprint) === fingerprintKey(first.entry.fingerprint);
      // The place can hold one of two contents at most.
      return [first, ...others].map((content) => [content, isSame(content) ? is : otherThan(is)] as const);
    }),
  );
}

/** What a content is, when another one was looked for in its place. */
function otherThan(is: Verdict): Verdict {
  return is === 'right' ? 'wrong' : is === 'wrong' ? 'unknown' : is;
}

/** Whether the file here is still the one that was sent, so that the target may be compared with it. */
function isAsSent(entry: ManifestEntry, gallery: string): boolean {
  if (entry.endedAt !== undefined) return false;
  const identity = identityAt(join(gallery, entry.path));
  return identity !== undefined && isUnchanged({ ...entry, size: entry.fingerprint.size }, identity);
}
