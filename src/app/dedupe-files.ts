import { resolve } from 'node:path';
import type { ExiftoolOptions } from '../dates/exiftool.js';
import type { DateRules, TakenAt } from '../dates/taken-at.js';
import type { DedupeAction } from '../plan/dedupe-rules.js';
import type { SimilarPictures } from '../plan/similar-pictures.js';
import { type DedupeSummary, groupEvent } from '../report/dedupe-report.js';
import { createDuplicatesList, listMark } from '../report/duplicates-list.js';
import { createPageGroups } from '../report/page-groups.js';
import { timeText } from '../report/table.js';
import { pageGroup, type TreatedGroup } from '../report/treated-group.js';
import type { Context } from './context.js';
import { pageFile, writeDuplicatesPage } from './duplicates-page.js';
import { requireReportPlace, writeReport } from './write-report.js';

/** The files that the user wants written about a dedupe; paths as given. */
export interface WantedFiles {
  /** a text file */
  readonly list: string | undefined;
  /** an HTML page */
  readonly page: string | undefined;
}

/** What those files need to know of the run. */
export interface DedupeAbout {
  readonly action: DedupeAction;
  /** paths below it are shown relative to it */
  readonly root: string;
  readonly dates: DateRules;
  readonly exiftool: ExiftoolOptions;
}

/** Collects what a dedupe did, and writes it down at the end. */
export interface DedupeFiles {
  add(group: TreatedGroup, takenAt: TakenAt | undefined): void;
  /**
   * @param similar undefined when nobody looked for them
   * @throws PhotokeepError `usage` when one cannot be written
   */
  write(summary: DedupeSummary, similar: readonly SimilarPictures[] | undefined): Promise<void>;
}

/** @throws PhotokeepError `usage`, before anything is done, when something else is where a file is to be */
export function createDedupeFiles(context: Context, wanted: WantedFiles, about: DedupeAbout): DedupeFiles {
  const [listPath, pagePath] = [wanted.list, wanted.page].map((path) =>
    path === undefined ? undefined : resolve(context.cwd, path),
  );
  const listFile = listPath === undefined ? undefined : { path: listPath, mark: listMark };
  for (const file of [listFile, pagePath === undefined ? undefined : pageFile(pagePath)]) {
    if (file) requireReportPlace(file);
  }
  const { action, root, dates: rules, exiftool } = about;
  const startedAt = timeText(context.now().toISOString(), context.machineZone());
  const list = createDuplicatesList(action);
  const groups = createPageGroups();
  return {
    add(group, takenAt) {
      if (listFile) list.add(groupEvent(group));
      if (pagePath !== undefined) groups.add(pageGroup(group, takenAt));
    },
    async write(summary, similar) {
      if (listFile) writeReport(listFile, list.text(summary, startedAt));
      if (pagePath === undefined) return;
      const { run, dryRun } = summary;
      await writeDuplicatesPage(context, {
        ...{ file: pagePath, run, root, action, isDone: !dryRun && action !== 'report' },
        ...{ groups, similar, rules, exiftool },
      });
    },
  };
}
