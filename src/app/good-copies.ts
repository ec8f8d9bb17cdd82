import { existsSync, readdirSync } from 'node:fs';
import { ManifestIndex } from '../backup/manifest-index.js';
import { manifestIndexPath } from '../backup/open-index.js';
import type { Fingerprint } from '../content/fingerprint.js';
import type { LibraryPaths } from '../library/paths.js';
import { placeOf } from '../plan/backup-state.js';
import type { GoodCopy } from '../report/verify-report.js';

/** What the manifests say of contents, as far as this machine knows them: no target is asked. */
export interface GoodCopies {
  /** Backups that should have this content; those that were proven last come first. */
  of(content: Fingerprint): GoodCopy[];
  close(): void;
}

/** Opens no index before the first question. */
export function createGoodCopies({ state, targets }: Pick<LibraryPaths, 'state' | 'targets'>): GoodCopies {
  let opened: Map<string, ManifestIndex> | undefined;

  function openAll(): Map<string, ManifestIndex> {
    const names = existsSync(targets) ? readdirSync(targets).sort() : [];
    return new Map(
      names.flatMap((name) => {
        const index = ManifestIndex.openToRead(manifestIndexPath(state, name));
        return index ? [[name, index] as const] : [];
      }),
    );
  }

  return {
    of(content) {
      opened ??= openAll();
      const copies = [...opened].flatMap(([target, index]): GoodCopy[] => {
        const kept = index.byContent(content).filter((entry) => !entry.wrongAt && placeOf(entry));
        if (kept.length === 0) return [];
        const provenAt = kept
          .flatMap(({ verifiedAt }) => verifiedAt ?? [])
          .sort()
          .at(-1);
        return [{ target, ...(provenAt !== undefined && { provenAt }) }];
      });
      return copies.sort((a, b) => (b.provenAt ?? '').localeCompare(a.provenAt ?? ''));
    },
    close() {
      for (const index of opened?.values() ?? []) index.close();
    },
  };
}
