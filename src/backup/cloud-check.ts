import { createStreamFingerprinter, type StreamFingerprinter } from '../content/fingerprint.js';
import { isAsExpected } from './check-here.js';
import { toCloudPath } from './cloud-names.js';
import { isDamaged } from './cloud-damage.js';
import { inParallel } from './cloud-send.js';
import type { CloudTools } from './cloud-session.js';
import { RcloneError } from './rclone.js';
import { rcloneFailure, rcloneStoreError } from './rclone-failure.js';
import { interrupted } from './store-reason.js';
import type { Checked, Expected } from './store.js';

/**
 * Reads contents back, every byte of them, through the decryption: a hash that a server tells proves nothing about what
 * can be read with the password.
 */
export async function checkInCloud(
  tools: CloudTools,
  files: readonly Expected[],
  onBytes: (bytes: number) => void,
): Promise<Checked[]> {
  const begin = await createStreamFingerprinter();
  const verdicts = new Map<string, Checked['is']>();
  let bytes = 0;
  await inParallel(files, async (file) => {
    if (tools.signal.aborted) throw interrupted();
    const is = await readBack(tools, file, begin(), (length) => {
      onBytes((bytes += length));
    });
    verdicts.set(file.path, is);
  });
  return files.map(({ path }) => ({ path, is: verdicts.get(path) ?? 'unknown' }));
}

async function readBack(
  tools: CloudTools,
  { path, fingerprint }: Expected,
  read: StreamFingerprinter,
  onBlock: (length: number) => void,
): Promise<Checked['is']> {
  const { rclone, fs } = tools;
  const remote = toCloudPath(path);
  try {
    const isWhole = await rclone.read(fs, remote, (block) => {
      read.update(block);
      onBlock(block.length);
    });
    if (isWhole) return isAsExpected(read.fingerprint(), fingerprint) ? 'right' : 'wrong';
    await readAgain(tools, remote);
    return 'unknown';
  } catch (error) {
    if (!(error instanceof RcloneError)) throw error;
    if (await isDamaged(tools, remote, error)) return 'wrong';
    const { reason, isWhole } = rcloneFailure(error.message);
    if (isWhole) throw rcloneStoreError(fs, error.message);
    return reason === 'vanished' ? 'missing' : 'unknown';
  }
}

/** What ended early is read in a way that says why. @throws RcloneError */
async function readAgain({ rclone, fs }: CloudTools, remote: string): Promise<void> {
  const dstRemote = 'again';
  await rclone.call('operations/copyfile', { srcFs: fs, srcRemote: remote, dstFs: rclone.folder, dstRemote });
  await rclone.call('operations/deletefile', { fs: rclone.folder, remote: dstRemote });
}
