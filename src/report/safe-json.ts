import type { SafeReport } from './safe.js';

/** What `status --safe` prints for programs: a line for each exception and each backup, the verdict last. */
export function safeJson({ subject, exceptions, backups, exitCode, ...verdict }: SafeReport): string {
  const lines = [
    { event: 'start', schema: 1, command: 'status', safe: subject },
    ...exceptions.map((exception) => ({ event: 'file', status: 'unsafe', ...exception })),
    ...backups.map((backup) => ({ event: 'backup', ...backup })),
    { event: 'summary', command: 'status', ...verdict, exceptions: exceptions.length, exitCode },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
