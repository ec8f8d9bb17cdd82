import { basename, relative } from 'node:path';
import type { CopyAction, MoveAction, Outcome } from '../plan/actions.js';
import type { Catalog, CatalogRow } from './catalog.js';
import type { Ledger, LedgerEntry } from './ledger.js';

/** What the ledger says of outcomes: a line for each content that came into the Gallery from elsewhere. */
export function ledgerEntries(run: string, outcomes: readonly Outcome[]): LedgerEntry[] {
  const imported = outcomes.filter(cameIntoGallery).filter(({ action }) => action.reason !== 'resorted');
  return imported.map(({ action }) => ({
    event: 'imported',
    fingerprint: action.fingerprint,
    name: basename(action.source),
    run,
    action: action.id,
  }));
}

/** Takes into the catalog what is where now. */
export function recordInCatalog(catalog: Catalog, gallery: string, outcomes: readonly Outcome[]): void {
  for (const { action } of outcomes.filter(cameIntoGallery)) {
    if (action.reason === 'resorted') catalog.remove(relative(gallery, action.source));
  }
  catalog.put(outcomes.flatMap((outcome) => catalogRow(gallery, outcome) ?? []));
  catalog.remember(
    outcomes.flatMap(({ action, status }) => {
      if (status !== 'done' || action.kind !== 'compare' || action.reason === undefined) return [];
      const { source: path, identity, reason } = action;
      return [{ path, identity, reason, keep: relative(gallery, action.keep) }];
    }),
  );
}

/** The whole of it, for the outcomes of one run. */
export function recordOutcomes(
  { ledger, catalog, gallery, run }: { ledger: Ledger; catalog: Catalog; gallery: string; run: string },
  outcomes: readonly Outcome[],
): void {
  ledger.append(ledgerEntries(run, outcomes));
  recordInCatalog(catalog, gallery, outcomes);
}

function catalogRow(gallery: string, outcome: Outcome): CatalogRow | undefined {
  if (!cameIntoGallery(outcome) || outcome.status !== 'done' || !outcome.placed) return undefined;
  const { target, fingerprint, takenAt, asset } = outcome.action;
  return {
    path: relative(gallery, target),
    identity: outcome.placed,
    hash: fingerprint.hash,
    ...(takenAt && { takenAt }),
    ...(asset && { key: asset.key }),
    ...(asset?.contentId !== undefined && { contentId: asset.contentId }),
  };
}

type Placed = Outcome & { readonly action: MoveAction | CopyAction };

function cameIntoGallery(outcome: Outcome): outcome is Placed {
  const { action, status } = outcome;
  return status === 'done' && (action.kind === 'move' || action.kind === 'copy') && action.reason !== 'held';
}
