import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Lock, takeLock } from '../library/lock.js';
import type { LibraryPaths } from '../library/paths.js';
import type { Context } from './context.js';

/**
 * Takes the lock of one target, so that no two runs write there, while imports and other targets go on.
 *
 * @param name of the target
 * @throws PhotokeepError `later` when another run holds it
 */
export function lockTarget(
  context: Context,
  { targets }: Pick<LibraryPaths, 'targets'>,
  name: string,
  command: string,
): Lock {
  const folder = join(targets, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holder = { command, pid: context.pid, since: context.now().toISOString() };
  const files = { lock: join(folder, 'lock.db'), lockHolder: join(folder, 'lock-holder.json') };
  return takeLock(files, holder, `the backup target ${name}`);
}
