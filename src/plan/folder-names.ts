import { foldName } from '../scan/file-name.js';
import { readAssetName } from '../scan/asset-name.js';

/** The names in one folder, asked for as a disk that folds case would see them, and by the asset they belong to. */
export class FolderNames {
  private readonly folded = new Set<string>();
  private readonly keys = new Set<string>();

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    this.folded.add(foldName(name));
    this.keys.add(readAssetName(name).key);
  }

  has(name: string): boolean {
    return this.folded.has(foldName(name));
  }

  /** Whether a file of the asset with this key is there. */
  hasAsset(key: string): boolean {
    return this.keys.has(key);
  }

  get size(): number {
    return this.folded.size;
  }
}
