import type { Fingerprint } from '../content/fingerprint.js';
import type { FileIdentity } from '../scan/identity.js';

// What the search for duplicates hands to the planner, and the planner to the report: values only.

/** A file whose content another one may hold, or that belongs to one. */
export interface FoundCopy {
  /** absolute */
  readonly path: string;
  readonly identity: FileIdentity;
  /** undefined where no other file that was looked at can hold the same */
  readonly fingerprint: Fingerprint | undefined;
  /** which of the roots it lies in; the first has the highest priority */
  readonly root: number;
}

/**
 * The files of one folder whose names belong together (`readAssetName`), sidecars included: pictures never lose
 * one of them to a duplicate that lacks it.
 */
export interface FoundAsset {
  readonly members: readonly FoundCopy[];
}

/** Assets that hold contents of each other, directly or by way of others: what is decided about one concerns no other cluster. */
export type Cluster = readonly FoundAsset[];
