import type { Status } from './status.js';
import { yearsOf } from './years.js';

/** What `status` prints for programs: a line for each thing, the summary last. */
export function statusJson(status: Status): string {
  const { library, at, gallery, jobs, duplicates, backups, notBackedUp, lackingFiles } = status;
  const { dropFolders, held, trash, disks } = status;
  const { months = [], ...rest } = gallery ?? {};
  const lines = [
    { event: 'start', schema: 1, command: 'status', library, at },
    { event: 'gallery', isKnown: gallery !== undefined, ...rest, duplicates },
    ...yearsOf(months).map((year) => ({ event: 'year', ...year })),
    ...jobs.map((job) => ({ event: 'job', ...job })),
    ...backups.map((backup) => ({ event: 'backup', ...backup })),
    ...lackingFiles.map((file) => ({ event: 'file', ...file, reason: 'in-no-backup' })),
    ...dropFolders.map((folder) => ({ event: 'dropFolder', ...folder })),
    { event: 'held', ...held },
    { event: 'trash', ...trash },
    ...disks.map((disk) => ({ event: 'disk', ...disk })),
    { event: 'summary', command: 'status', ...(notBackedUp && { notBackedUp }), exitCode: 0 },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
