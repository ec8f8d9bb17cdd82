import { basename, relative } from 'node:path';
import type { Outcome } from '../plan/actions.js';
import type { Catalog, CatalogRow } from './catalog.js';
import type { Ledger, LedgerEntry } from './ledger.js';

/** What the ledger says of outcomes: a line for each content that came into the Gallery. */
export function ledgerEntries(run: string, outcomes: readonly Outcome[]): LedgerEntry[] {
  return outcomes.filter(cameIntoGallery).map(({ action }) => ({
    event: 'imported',
    fingerprint: action.fingerprint,
    name: basename(action.source),
    run,
    action: action.id,
  }));
}

/** Takes into the catalog what is where now. */
export function recordInCatalog(catalog: Catalog, gallery: string, outcomes: readonly Outcome[]): void {
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
  const { target, fingerprint, takenAt } = outcome.action;
  return {
    path: relative(gallery, target),
    identity: outcome.placed,
    hash: fingerprint.hash,
    ...(takenAt && { takenAt }),
  };
}

type Placed = Outcome & { readonly action: { readonly kind: 'move' | 'copy'; readonly target: string } };

function cameIntoGallery(outcome: Outcome): outcome is Placed {
  return outcome.status === 'done' && (outcome.action.kind === 'move' || outcome.action.kind === 'copy');
}
