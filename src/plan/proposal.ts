import type { Remark } from './old-script.js';

/** What one command of an old script adds to a proposal. */
export interface Part {
  readonly config: Readonly<Record<string, unknown>>;
  readonly remarks: readonly (readonly [kind: Remark['kind'], text: string])[];
}

/** A path without the slashes that people put at the end of folders. */
export function clean(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}
