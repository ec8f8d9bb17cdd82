import { type Rclone, RcloneError } from './rclone.js';

/** A file or folder as a remote lists it. */
export interface RemoteEntry {
  readonly path: string;
  readonly size: number;
  readonly isFolder: boolean;
}

/** Nothing where there is no such folder. @param options of rclone's `operations/list` */
export async function listRemote(
  rclone: Rclone,
  fs: string,
  remote: string,
  options: object,
): Promise<RemoteEntry[]> {
  try {
    const opt = { noModTime: true, noMimeType: true, ...options };
    const { list } = await rclone.call('operations/list', { fs, remote, opt });
    const entries = (list ?? []) as { Path: string; Size: number; IsDir: boolean }[];
    return entries.map(({ Path, Size, IsDir }) => ({ path: Path, size: Size, isFolder: IsDir }));
  } catch (error) {
    if (error instanceof RcloneError && /not found/i.test(error.message)) return [];
    throw error;
  }
}
