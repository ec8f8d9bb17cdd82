import type { TakenAt } from '../dates/taken-at.js';
import type { Member } from './form-assets.js';
import type { Layout } from './layout.js';
import type { Naming } from './target-name.js';

/** A picture or video with all that belongs to it, the main file first; or sidecars whose picture is not here. */
export interface ImportAsset {
  readonly members: readonly Member[];
  /** one for all; undefined without any acceptable date */
  readonly takenAt: TakenAt | undefined;
  /** of the source that it was found in */
  readonly layout: Layout;
  /** copied from, never touched */
  readonly keepSource: boolean;
  /** what was imported before comes again from here by itself: it is held back, not imported again */
  readonly resends: boolean;
}

/** How this run places files. Paths are absolute. */
export interface ImportRules {
  readonly gallery: string;
  readonly naming: Naming;
  /** the library's folder, this run's folder in its trash, and this run's folder for what is held */
  readonly libraryRoot: string;
  readonly trash: string;
  readonly held: string;
  /** device number of both: only files on the same one can be moved there */
  readonly stateDevice: number;
  /** lets in also what the ledger knows as undone or as imported before */
  readonly reimport: boolean;
}

/** Where files without an acceptable date go. */
export const undatedFolder = 'unknown';
