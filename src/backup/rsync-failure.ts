import type { ProgramEnd } from '../system/exec.js';
import type { Complaint } from './rsync-output.js';
import { interrupted } from './store-reason.js';
import { StoreError, type StoreReason } from './store.js';

/** Exit values of rsync(1) after which the files are to be looked at one by one: fine, some failed, some vanished. */
const perFile = new Set([0, 23, 24]);
/** Errors of sockets, of the data stream, and times that ran out; 255 is ssh's own. */
const network = new Set([10, 12, 30, 35, 255]);

/** What a whole disk does to every file: no use in trying the next one. */
const wholeReasons: readonly StoreReason[] = ['no-space', 'read-only'];

/**
 * Why rsync could not go on as a whole; undefined when it could, also where single files failed.
 *
 * @param where the target, for the message
 */
export function rsyncFailure(
  end: ProgramEnd,
  complaints: readonly Complaint[],
  where: string,
): StoreError | undefined {
  const { code, endedBy } = end;
  if (endedBy === 'signal') return interrupted();
  if (endedBy === 'timeout') return new StoreError('timeout', `${where}: rsync took too long`, true);
  const reason = complaints.map((complaint) => complaint.reason).find((is) => wholeReasons.includes(is));
  if (reason === 'no-space') return new StoreError('no-space', `${where}: no space left`, false);
  if (reason === 'read-only')
    return new StoreError(
      'read-only',
      `${where} is read-only`,
      false,
      'a disk with errors becomes so: dmesg',
    );
  if (code !== undefined && perFile.has(code)) return undefined;
  if (code === 30 || code === 35)
    return new StoreError('timeout', `${where} did not answer in time`, true, 'is it switched on?');
  if (code !== undefined && network.has(code))
    return new StoreError('unreachable', `the connection to ${where} broke: ${saidBy(end)}`, true);
  if (code === 11 && complaints.some((complaint) => complaint.reason === 'vanished'))
    return new StoreError('unreachable', `${where} is not there any more: ${saidBy(end)}`, true);
  return new StoreError(
    'tool-failed',
    code === undefined
      ? `rsync was killed while it copied to ${where}`
      : `rsync failed at ${where} (exit ${String(code)}): ${saidBy(end)}`,
    code === undefined,
  );
}

/** The line that says why; rsync's own last line only counts the errors. */
function saidBy({ stderr }: ProgramEnd): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => !line.startsWith('rsync error:')) ?? lines.at(-1) ?? 'it did not say why';
}
