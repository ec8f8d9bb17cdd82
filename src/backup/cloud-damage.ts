import type { CloudTools } from './cloud-session.js';
import type { RcloneError } from './rclone.js';
import { rcloneFailure } from './rclone-failure.js';

/**
 * Whether what a file holds at a remote cannot be decrypted. Of a last block that was tampered with, some versions of
 * rclone only say that it ended too early, as they do of a connection that broke: so the encrypted file is read, and when
 * all of that comes, it was not the connection.
 *
 * @param error of reading it
 * @throws RcloneError, StoreError when that cannot be found out
 */
export async function isDamaged(tools: CloudTools, remote: string, error: RcloneError): Promise<boolean> {
  if (rcloneFailure(error.message).reason === 'unreadable') return true;
  if (!error.message.includes('unexpected EOF')) return false;
  const encrypted = await encryptedPath(tools, remote);
  if (!encrypted) return false;
  return tools.rclone.read(encrypted.fs, encrypted.remote, () => undefined);
}

/** Where a file lies below the crypt remote; undefined where that is not known. */
async function encryptedPath(
  { rclone, fs, facts: { crypt, under } }: CloudTools,
  remote: string,
): Promise<{ fs: string; remote: string } | undefined> {
  if (crypt === undefined || under === undefined || !fs.startsWith(`${crypt}:`)) return undefined;
  const root = fs.slice(crypt.length + 1);
  const { result } = await rclone.call('backend/command', {
    ...{ command: 'encode', fs: `${crypt}:`, arg: [root === '' ? remote : `${root}/${remote}`] },
  });
  const [path] = Array.isArray(result) ? (result as unknown[]) : [];
  return typeof path === 'string' ? { fs: under, remote: path } : undefined;
}
