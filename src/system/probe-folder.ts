import { runProgram, type Surroundings } from './exec.js';

/** What is at a path, asked so that a dead mount or a disk that does not answer cannot hold us up. */
export type FolderProbe =
  | { readonly is: 'there'; readonly freeBytes: number; readonly totalBytes: number }
  | { readonly is: 'missing' | 'silent' };

const usualLimitMs = 5000;

/**
 * Asks about a folder in a child with a time limit: whoever touches a mount whose server is frozen hangs with it.
 *
 * @returns `silent` when there was no answer in time
 */
export async function probeFolder(
  folder: string,
  around: Surroundings,
  timeLimitMs = usualLimitMs,
): Promise<FolderProbe> {
  const lines: string[] = [];
  const args = ['--file-system', '--format=%a %b %S', '--', folder];
  const { code, endedBy } = await runProgram({ name: 'stat', args, timeLimitMs }, around, {
    onLine: (line) => void lines.push(line.toString('utf8')),
  });
  if (endedBy !== undefined) return { is: 'silent' };
  const [free, total, block] = (lines[0] ?? '').split(' ').map(Number);
  if (code !== 0 || free === undefined || total === undefined || block === undefined)
    return { is: 'missing' };
  return { is: 'there', freeBytes: free * block, totalBytes: total * block };
}
