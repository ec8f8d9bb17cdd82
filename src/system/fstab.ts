import { readFileSync } from 'node:fs';
import { parseMounts } from './mounts.js';

/** Lines of /etc/fstab whose mount point is one of these folders or above one; undefined when there are none. */
export function fstabLines(folders: readonly string[], file = '/etc/fstab'): string | undefined {
  let table: string;
  try {
    table = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const ours = table.split('\n').filter((line) => {
    const point = parseMounts(line)[0]?.point;
    if (point === undefined || point === '/') return false;
    return folders.some((folder) => folder === point || folder.startsWith(`${point}/`));
  });
  return ours.length === 0 ? undefined : `${ours.join('\n')}\n`;
}
