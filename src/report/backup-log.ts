import { count, sizeText } from './amounts.js';
import type { BackupFileEvent, BackupTargetEvent } from './backup-report.js';
import { printable, printablePath } from './printable.js';

// What backup.log holds, as BACKUP.sh wrote it: a line with the date, one for each file, and the totals.

/** In the machine's own time. Without the time zones that `timeText` knows: loading them takes longer than all else. */
export function logHead(time: Date, target: string): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString();
  return `------${local.slice(0, 10)} ${local.slice(11, 19)}------ ${printable(target)}`;
}

const marks = { send: '>', move: '=', version: '-', keep: '.', verify: '?' } as const;

/** `> new  2345678  2024/05-May/IMG_1.jpg` @param gallery absolute; paths are relative to it */
export function logLine(
  { action, status, path, from, bytes, reason }: BackupFileEvent,
  gallery: string,
): string {
  const name = printablePath(path, gallery);
  const moved = from === undefined ? '' : `${printablePath(from, gallery)} -> `;
  const words = [
    ...(status === 'failed' ? ['FAILED'] : []),
    ...(reason === undefined ? [] : [reason]),
    ...(bytes === undefined ? [] : [String(bytes)]),
  ];
  return `${[marks[action], ...words].join(' ')} ${moved}${name}`;
}

export function logEnd(end: BackupTargetEvent): string {
  const { sent, moved, changed, gone, held, doubtful, failed, bytes, verified, seconds, error } = end;
  const totals = [
    `${count(sent, 'file')} sent (${sizeText(bytes)}, ${String(changed)} of them changed)`,
    ...[`${String(moved)} moved`, `${String(gone)} gone`, `${String(held)} held back`],
    ...(doubtful > 0 ? [`${String(doubtful)} in doubt`] : []),
    ...[`${String(failed)} failed`, `${String(verified)} read back and right`],
    `${seconds.toFixed(1)} s, exit code ${String(end.exitCode)}`,
  ];
  return `${totals.join(', ')}${error === undefined ? '' : `\n${printable(error)}`}`;
}
