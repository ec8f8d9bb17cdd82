import { existsSync } from 'node:fs';
import type { Rsync, RsyncEnd } from './rsync.js';
import { type Differing, StoreError } from './store.js';

/** How a file at the target looks beside the one here. */
export type Look = 'same' | 'different' | 'missing';

/**
 * FAT keeps every other second, and what a remote disk keeps cannot be asked: so times are the same that differ by
 * less. An edit is noticed by what the catalog knows, not by this.
 */
export const timesAlike = '--modify-window=2';

/**
 * The files below a folder here that are missing or different at the target, by size and modification time: rsync's
 * dry run over the whole tree.
 *
 * @returns once that is at work
 * @throws StoreError
 */
export async function compareTrees(
  rsync: Rsync,
  from: string,
  folder: string,
): Promise<AsyncGenerator<Differing>> {
  // Of a folder that is not there rsync says, with the exit code for single files, that nothing differs.
  if (!existsSync(from)) throw new StoreError('vanished', `${from} is not there`, false);
  const what = {
    options: ['--dry-run', '-rt', timesAlike],
    from: `${from}/`,
    to: rsync.place.address(folder),
  };
  let end: RsyncEnd | undefined;
  const items = await rsync.items(what, (how) => (end = how));
  return differing();

  async function* differing(): AsyncGenerator<Differing> {
    for await (const { isFile, isSent, isNew, path } of items)
      if (isFile && isSent) yield { path, drift: isNew ? 'missing' : 'different' };
    if (end?.failure) throw end.failure;
    yield* unseen(rsync, folder, end);
  }
}

/** What rsync was not allowed to look at over there; that is not known to be as it should. */
function* unseen({ place }: Rsync, folder: string, end: RsyncEnd | undefined): Generator<Differing> {
  const root = `${place.absolute(folder)}/`;
  for (const { name } of end?.complaints ?? [])
    if (name?.startsWith(root) === true) yield { path: name.slice(root.length), drift: 'different' };
}

/** bytes a second that the slowest disk and processor read and sum up; rsync says nothing while it is at one file */
const slowestRead = 5e6;

/**
 * How the contents of single files are beside those here: both sides read every byte. A file that rsync did not name
 * is not in the answer.
 *
 * @param largest bytes of the largest of them, or more
 * @throws StoreError
 */
export async function compareContents(
  rsync: Rsync,
  files: { readonly from: string; readonly folder: string; readonly paths: readonly string[] },
  largest: number,
): Promise<Map<string, Look>> {
  const looks = new Map<string, Look>();
  const what = {
    options: ['--dry-run', '-ii', '--checksum'],
    from: `${files.from}/`,
    to: rsync.place.address(files.folder),
    paths: files.paths,
    timeout: rsync.place.timeout + Math.ceil(largest / slowestRead),
  };
  const { failure } = await rsync.run(what, {
    onItem({ isFile, isSent, isNew, path }) {
      if (isFile) looks.set(path, isNew ? 'missing' : isSent ? 'different' : 'same');
    },
  });
  if (failure) throw failure;
  return looks;
}
