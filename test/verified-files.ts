import type { BackupLibrary } from './backup-library.js';

/** Verifies a Gallery and says what was found of each file or done about it, and why: `failed verify 2023/a.jpg rotten`. */
export async function verifiedFiles(
  library: BackupLibrary,
  code: number,
  ...args: readonly string[]
): Promise<string[]> {
  const lines = await library.said(code, 'verify', ...args);
  return lines
    .filter(({ event }) => event === 'file')
    .map(({ status, action, path, target, reason }) =>
      [status, action, String(path).replace(`${library.gallery()}/`, ''), reason ?? target ?? '']
        .join(' ')
        .trim(),
    )
    .sort();
}
