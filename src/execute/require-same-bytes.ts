import { sameBytes } from '../content/same-bytes.js';
import { type FileIdentity, identityAt, sameContentIdentity } from '../scan/identity.js';
import { ActionFailure } from './failures.js';
import { linkCountOfOne, requireUnchanged } from './operations.js';

/** A file that is to go, or to be left alone, because another one holds the same. */
interface Duplicate {
  readonly source: string;
  readonly identity: FileIdentity;
  /** undefined where the last copy goes, at the user's own word */
  readonly keep?: string;
}

/**
 * The one thing that lets a duplicate go; both files must hold still meanwhile. What happened to the source's
 * ctime before does not matter: a hard link of it may just have been moved.
 *
 * @throws ActionFailure
 */
export function requireSameBytes({ source, identity, keep }: Duplicate): void {
  const before = [identityAt(source), keep === undefined ? undefined : identityAt(keep)] as const;
  if (!before[0]) throw new ActionFailure('vanished');
  if (!sameContentIdentity(before[0], identity)) throw new ActionFailure('changed');
  if (keep === undefined) return;
  if (!before[1]) throw new ActionFailure('keep-missing');
  // One file seen at two places, through a bind mount: letting the one go would take the other along.
  if (linkCountOfOne(source, keep) === 1) throw new ActionFailure('not-permitted');
  if (!sameBytes(source, keep)) throw new ActionFailure('not-identical');
  requireUnchanged(source, before[0]);
  requireUnchanged(keep, before[1]);
}
