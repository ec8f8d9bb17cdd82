import { join } from 'node:path';
import type { Manifest } from '../backup/manifest.js';
import type { HashPool } from '../content/hash-pool.js';
import { isUnchanged } from '../library/catalog.js';
import type { KnownFile, Sending, SourceFile } from '../plan/backup-facts.js';
import { identityAt } from '../scan/identity.js';
import type { FileNews } from './backup-news.js';

/** Takes down what is at the target, as it comes to be known. */
export interface Arrivals {
  /** The tool says that this file is at the target now. Recorded soon. */
  sent(sending: Sending): void;
  /** Files that are there although the manifest does not say so: as `sent`, but nothing was. Returns when recorded. */
  present(files: readonly SourceFile[]): Promise<void>;
  /** Files whose contents are there, and which look different here by now. Returns when recorded. */
  refreshed(files: readonly SourceFile[]): Promise<void>;
  /** Returns when all is recorded. */
  settle(): Promise<void>;
}

export interface ArrivalTools {
  readonly manifest: Manifest;
  readonly hashes: HashPool;
  /** absolute */
  readonly gallery: string;
  /** id of the run */
  readonly run: string;
  /** ISO 8601 */
  readonly now: () => string;
  readonly report: (news: FileNews) => void;
}

const perRecord = 100;
/** Milliseconds that an arrival may wait: what is not recorded when a run is cut off may have to be sent again. */
const recordAfterMs = 1000;

/**
 * A file is recorded with the content that was planned, so it counts only if it is still the same here once it has
 * arrived; what changed meanwhile is told as `changed`, and left to the next plan.
 */
export function createArrivals(tools: ArrivalTools): Arrivals {
  const { manifest, hashes, gallery, run, now, report } = tools;
  let waiting: Sending[] = [];
  let recordedMs = 0;
  let recording: Promise<void> = Promise.resolve();

  async function known(files: readonly SourceFile[]): Promise<Map<SourceFile, KnownFile>> {
    const pathOf = ({ path }: SourceFile): string => join(gallery, path);
    const same = files.filter((file) => {
      const identity = identityAt(pathOf(file));
      return identity !== undefined && isUnchanged(file, identity);
    });
    const unread = same.filter(({ hash }) => hash === undefined);
    const answers = await hashes.fingerprints(unread.map(pathOf));
    const read = new Map(unread.map((file, index) => [file, answers[index]]));
    return new Map(
      same.flatMap((file): [SourceFile, KnownFile][] => {
        if (file.hash !== undefined) return [[file, { ...file, hash: file.hash }]];
        const answer = read.get(file);
        if (!answer || 'error' in answer || !isUnchanged(file, answer.identity)) return [];
        return [[file, { ...file, hash: answer.fingerprint.hash }]];
      }),
    );
  }

  async function record(sendings: readonly Sending[]): Promise<void> {
    const files = await known(sendings.map(({ source }) => source));
    manifest.arrived([...files.values()], { at: now(), run });
    for (const { source, reason } of sendings) {
      const { path, size: bytes } = source;
      if (files.has(source)) report({ status: 'done', action: 'send', path, bytes, reason });
      else report({ status: 'failed', action: 'send', path, bytes, reason: 'changed' });
    }
  }

  function recordWaiting(): void {
    const some = waiting;
    waiting = [];
    recording = recording.then(() => record(some));
    // Whoever settles gets the error; until then it must not count as unheard.
    recording.catch(() => undefined);
  }

  return {
    sent(sending) {
      waiting.push(sending);
      const nowMs = Date.parse(now());
      if (waiting.length < perRecord && nowMs - recordedMs < recordAfterMs) return;
      recordedMs = nowMs;
      recordWaiting();
    },
    async present(files) {
      for (let at = 0; at < files.length; at += perRecord) {
        const some = await known(files.slice(at, at + perRecord));
        manifest.arrived([...some.values()], { at: now(), run });
      }
    },
    async refreshed(files) {
      for (let at = 0; at < files.length; at += perRecord) {
        manifest.refreshed([...(await known(files.slice(at, at + perRecord))).values()]);
      }
    },
    async settle() {
      if (waiting.length > 0) recordWaiting();
      await recording;
    },
  };
}
