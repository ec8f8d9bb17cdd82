import type { BackupFileEvent } from '../report/backup-report.js';

/** What happened to a file; who passes it on adds the target. Paths are relative to the Gallery. */
export type FileNews = Omit<BackupFileEvent, 'event' | 'target'>;
