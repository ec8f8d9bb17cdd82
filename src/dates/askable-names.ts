import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fsPath, hasOddBytes } from '../system/fs-path.js';

/** Stand-ins for file names that exiftool cannot be asked about: it reads its arguments line by line, as UTF-8. */
export interface AskableNames {
  /** The path itself, or a temporary symbolic link to it. */
  askable(path: string): string;
  /** Removes the links. */
  close(): void;
}

// Control characters; two that exiftool takes for broken UTF-8; and the words that end its answers.
// eslint-disable-next-line no-control-regex -- these are what is looked for
const unaskable = /[\x00-\x1f\x7f\ufffe\uffff]|\{ready/;

/**
 * The links live in the system's temporary folder, not in the library, so that a dry run, which must write
 * nothing to the library, reads the same metadata as a real one (docs/decisions/0008).
 */
export function createAskableNames(): AskableNames {
  let folder: string | undefined;
  let made = 0;
  return {
    askable(path) {
      if (!unaskable.test(path) && !hasOddBytes(path)) return path;
      folder ??= mkdtempSync(join(tmpdir(), 'photokeep-'));
      const extension = extname(path);
      made++;
      const link = join(folder, `${String(made)}${/^\.\w+$/.test(extension) ? extension : ''}`);
      symlinkSync(fsPath(path), link);
      return link;
    },
    close() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}
