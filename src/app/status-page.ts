import { pageMark } from '../report/html-page.js';
import type { Status } from '../report/status.js';
import { statusPage } from '../report/status-page.js';
import type { Context } from './context.js';
import { absolutePath } from './import-request.js';
import { requireReportPlace, writeReport } from './write-report.js';

/** Makes sure that a page can be written where the user wants it. @throws PhotokeepError `usage` */
export function requirePlaceForPage(context: Context, file: string): void {
  requireReportPlace({ path: absolutePath(context, file), mark: pageMark });
}

/** Writes how a library is as a page. @throws PhotokeepError `usage` when it cannot be written there */
export function writeStatusPage(context: Context, file: string, status: Status): void {
  writeReport(
    { path: absolutePath(context, file), mark: pageMark },
    statusPage(status, context.machineZone()),
  );
}
