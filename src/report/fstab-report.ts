import { sizeText } from './amounts.js';
import { printable } from './printable.js';
import { tableText } from './table.js';

// What `fstab` prints.

/** A disk that could be added. */
interface ListedDisk {
  readonly device: string;
  readonly uuid: string;
  readonly label: string | undefined;
  readonly type: string;
  /** bytes */
  readonly size: number | undefined;
  readonly mountedAt: readonly string[];
  readonly inFstab: boolean;
}

interface Change {
  readonly change: 'added' | 'removed' | 'none';
  readonly line?: string;
  readonly number?: number;
  readonly madeFolder?: string;
  readonly protected?: boolean;
  readonly notProtected?: string;
  readonly keptAs?: string;
  readonly isDiskThere?: boolean;
  readonly declined?: boolean;
}

interface ChangeOf {
  readonly command: string;
  readonly file: string;
  /** the mount point, or by what the line was named */
  readonly point: string;
  readonly dryRun: boolean;
}

/** For people: one line for each disk. */
export function diskListText(disks: readonly ListedDisk[]): string {
  if (disks.length === 0) return 'No disk with a file system was found.\n';
  const rows = disks.map(({ device, label = '', size, type, uuid, mountedAt, inFstab }) => [
    device,
    printable(label),
    size === undefined ? '' : sizeText(size),
    type,
    uuid,
    mountedAt.map(printable).join(', ') || 'not mounted',
    inFstab ? 'in fstab' : '',
  ]);
  const head = ['DEVICE', 'LABEL', 'SIZE', 'TYPE', 'UUID', 'MOUNTED', ''];
  return `${tableText([head, ...rows])}To mount one at every start: sudo photokeep fstab add DEVICE MOUNTPOINT\n`;
}

/** For programs: a line for each disk, the summary last. */
export function diskListJson(disks: readonly ListedDisk[]): string {
  const summary = { event: 'summary', command: 'fstab list', disks: disks.length, exitCode: 0 };
  return [...disks.map((disk) => ({ event: 'disk', ...disk })), summary]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** For people: what was changed as a diff shows it, and what comes next. */
export function fstabChangeText(change: Change, { command, file, point, dryRun }: ChangeOf): string {
  const { line, number, madeFolder, keptAs, isDiskThere, declined } = change;
  if (declined) return 'Nothing was changed.\n';
  if (number !== undefined)
    return `${file}:${String(number)} mounts that disk at ${printable(point)} already; nothing to do.\n`;
  if (line === undefined)
    return command === 'fstab remove' ? `${file} has no line for ${printable(point)}.\n` : 'Nothing to do.\n';
  const lines = [
    `${change.change === 'removed' ? '-' : '+'} ${printable(line)}`,
    ...(madeFolder === undefined ? [] : [`${dryRun ? 'would make' : 'made'}  ${printable(madeFolder)}`]),
    ...(change.protected === true ? [`${printable(point)} is immutable while nothing is mounted there`] : []),
    ...(change.notProtected === undefined
      ? []
      : [`${printable(point)} could not be made immutable: ${printable(change.notProtected)}`]),
    ...(keptAs === undefined ? [] : [`The old table is kept as ${printable(keptAs)}.`]),
    ...(change.change === 'added' && isDiskThere === false
      ? ['That disk is not there now; it will be mounted when it is.']
      : []),
    ...(change.change === 'added' && !dryRun && isDiskThere === true
      ? [`To mount it now: sudo systemctl daemon-reload; sudo mount ${printable(point)}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** For programs. */
export function fstabChangeJson(change: Change, { command, file, dryRun }: ChangeOf): string {
  return `${JSON.stringify({ event: 'summary', schema: 1, command, dryRun, file, ...change, exitCode: 0 })}\n`;
}
