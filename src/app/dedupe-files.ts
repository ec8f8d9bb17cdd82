import { resolve } from 'node:path';
import type { DateRules } from '../dates/taken-at.js';
import type { DedupeAction } from '../plan/dedupe-rules.js';
import type { SimilarPictures } from '../plan/similar-pictures.js';
import { type DedupeSummary, groupEvent } from '../report/dedupe-report.js';
import { createDuplicatesList, listMark } from '../report/duplicates-list.js';
import { pageMark } from '../report/html-page.js';
import { createPageGroups } from '../report/page-groups.js';
import { timeText } from '../report/table.js';
import { pageGroup } from '../report/treated-group.js';
import type { Context } from './context.js';
import type { Treated } from './treat-clusters.js';
import { requireReportPlace, writeReport } from './write-report.js';

/** The files that the user wants written about a dedupe; paths as given. */
export interface WantedFiles {
  /** a text file */
  readonly list: string | undefined;
  /** an HTML page */
  readonly page: string | undefined;
}

/** What those files need to know of the run beforehand. */
export interface DedupeAbout {
  readonly action: DedupeAction;
  /** paths below it are shown relative to it */
  readonly root: string;
}

/** What a dedupe came to. */
export interface Deduped {
  readonly summary: DedupeSummary;
  /** undefined when nobody looked for them */
  readonly similar: readonly SimilarPictures[] | undefined;
  /** how it dated pictures */
  readonly dates: DateRules;
}

/** Collects what a dedupe did, and writes it down at the end. */
export interface DedupeFiles {
  add(treated: Treated): void;
  /** @throws PhotokeepError `usage` when one cannot be written */
  write(found: Deduped): Promise<void>;
}

/** @throws PhotokeepError `usage`, before anything is done, when something else is where a file is to be */
export function createDedupeFiles(context: Context, wanted: WantedFiles, about: DedupeAbout): DedupeFiles {
  const [listPath, pagePath] = [wanted.list, wanted.page].map((path) =>
    path === undefined ? undefined : resolve(context.cwd, path),
  );
  const listFile = listPath === undefined ? undefined : { path: listPath, mark: listMark };
  for (const file of [listFile, pagePath === undefined ? undefined : { path: pagePath, mark: pageMark }]) {
    if (file) requireReportPlace(file);
  }
  const { action, root } = about;
  const startedAt = timeText(context.now().toISOString(), context.machineZone());
  const list = createDuplicatesList(action);
  const groups = createPageGroups();
  return {
    add({ group, takenAt }) {
      if (listFile) list.add(groupEvent(group));
      if (pagePath !== undefined) groups.add(pageGroup(group, takenAt()));
    },
    async write({ summary, similar, dates: rules }) {
      if (listFile) writeReport(listFile, list.text(summary, startedAt));
      if (pagePath === undefined) return;
      const { writeDuplicatesPage } = await import('./duplicates-page.js');
      const isDone = !summary.dryRun && action !== 'report';
      await writeDuplicatesPage(context, {
        ...{ file: pagePath, run: summary.run, root, action, isDone, groups, similar, rules },
        exiftool: { path: context.env['PATH'] },
      });
    },
  };
}
