import type { KeptAt } from '../plan/backup-state.js';
import { atTarget } from './target.js';

/** The path of a content at a target, relative to the target's `to`. */
export function keptPath({ version, path }: KeptAt): string {
  return version === undefined ? `${atTarget.gallery}/${path}` : `${atTarget.versions}/${version}/${path}`;
}
