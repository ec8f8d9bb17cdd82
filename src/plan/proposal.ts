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

/** What a target on another machine may be called: `pi@raspberry.local` is `raspberry`, an address stays one. */
export function nameForHost(host: string): string {
  const bare = host.replace(/^.*@/, '');
  const short = /^[\d.]+$/.test(bare) ? bare : bare.replace(/\..*$/, '');
  const name = short.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[^\p{L}\p{N}]+/u, '');
  return name.slice(0, 36) || 'remote';
}
