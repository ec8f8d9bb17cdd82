import type { Fingerprint } from '../content/fingerprint.js';
import type { TakenAt } from '../dates/taken-at.js';

/** Where the files of an asset lie: in one folder (absolute path), under one stem. */
export interface Place {
  readonly folder: string;
  readonly stem: string;
}

/** A file of the Gallery that one which comes later may belong to. */
export interface KeptFile {
  /** absolute */
  readonly path: string;
  readonly takenAt: TakenAt | undefined;
  /** Apple's ContentIdentifier, where it is known */
  readonly contentId?: string;
}

/** The names in a folder, as a disk that folds case would see them. */
export interface NamesInFolder {
  has(name: string): boolean;
  /** whether a file of the asset with this key is there */
  hasAsset(key: string): boolean;
}

/** What the library holds, as far as an import needs to know it. Each answer was checked against the disk. */
export interface ImportFacts {
  /** absolute paths of Gallery files with this content */
  copiesOf(fingerprint: Fingerprint): readonly string[];
  /** a sidecar of this content beside the files of an asset: elsewhere, the same content says nothing */
  sidecarCopy(place: Place, fingerprint: Fingerprint): string | undefined;
  /** with `name`, of a file that was held under that name */
  heldCopyOf(fingerprint: Fingerprint, name?: string): string | undefined;
  /** both halves of a Live Photo carry the same ContentIdentifier */
  keptByContentId(contentId: string): readonly KeptFile[];
  /** pictures and sidecars that had this stem where they came from, in any case (`stemKey`), or have it and a number now */
  keptByKey(key: string): readonly KeptFile[];
  /** what became of this content last; with `name`, of a file of that name */
  seen(fingerprint: Fingerprint, name?: string): 'imported' | 'undone' | undefined;
  namesIn(folder: string): NamesInFolder;
  /** device number of the folder, or of the nearest parent that exists */
  deviceOf(folder: string): number;
}
