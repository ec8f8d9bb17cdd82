import { type FileIdentity, identityAt, sameContentIdentity } from '../scan/identity.js';
import { canBeOpened } from './operations.js';

/** The copy that stays, as it was before it was compared; undefined where there is none. */
export interface KeptCopy {
  readonly path: string | undefined;
  readonly identity: FileIdentity | undefined;
}

export function keptCopyAt(path: string | undefined): KeptCopy {
  return { path, identity: path === undefined ? undefined : lookAt(path) };
}

/** What cannot be looked at does not count as there. */
function lookAt(path: string): FileIdentity | undefined {
  try {
    return identityAt(path);
  } catch {
    return undefined;
  }
}

/**
 * Whether it is still the one that was compared, now that the other is out of the way. Both may have been one file after
 * all, met by two ways: a bind mount, or a name in other letters on exFAT. Or another program, such as a second
 * photokeep with another library, let it go meanwhile: whoever comes last sees that the other is gone.
 */
export function isStillKept(kept: KeptCopy | undefined): boolean {
  if (kept?.path === undefined) return true;
  const { path, identity } = kept;
  const now = lookAt(path);
  return (
    identity !== undefined && now !== undefined && sameContentIdentity(now, identity) && canBeOpened(path)
  );
}
