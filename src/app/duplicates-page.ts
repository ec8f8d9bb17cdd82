import { createExiftool, type Exiftool, type ExiftoolOptions, metadataReaderOn } from '../dates/exiftool.js';
import type { DateRules, TakenAt } from '../dates/taken-at.js';
import type { SimilarPictures } from '../plan/similar-pictures.js';
import { type DedupePage, dedupePage } from '../report/dedupe-page.js';
import type { PageGroup } from '../report/duplicate-card.js';
import { pageMark } from '../report/html-page.js';
import type { PageGroups } from '../report/page-groups.js';
import { timeText } from '../report/table.js';
import type { Context } from './context.js';
import { readDates } from './inspect.js';
import { readThumbnails } from './thumbnails.js';
import { writeReport } from './write-report.js';

/** A dedupe that is to become a page. */
export interface DuplicatesPageRequest extends Pick<DedupePage, 'run' | 'root' | 'action' | 'isDone'> {
  /** absolute path of the page */
  readonly file: string;
  readonly groups: PageGroups;
  /** undefined when nobody looked for them */
  readonly similar: readonly SimilarPictures[] | undefined;
  readonly rules: DateRules;
  readonly exiftool: ExiftoolOptions;
}

/** A picture takes more room and time than all the rest of a group. */
const groupsWithPicture = 500;
const similarShown = 500;
const similarWithPicture = 200;

/**
 * Writes the page about a run that did its work: asks the files that stay for their dates and for small pictures.
 *
 * @throws PhotokeepError `usage` when it cannot be written there; `external` when exiftool cannot be started at all
 */
export async function writeDuplicatesPage(context: Context, request: DuplicatesPageRequest): Promise<void> {
  const { file, groups, similar, rules, exiftool: options, ...rest } = request;
  const zone = context.machineZone();
  const shown = groups.shown();
  const shownSimilar = similar?.slice(0, similarShown);
  const exiftool = createExiftool(options);
  const isInterrupted = (): boolean => context.interruptedBy() !== undefined;
  context.onInterrupt(() => void exiftool.close());
  try {
    const dates = isInterrupted() ? new Map<string, undefined>() : await missingDates(shown, exiftool, rules);
    const paths = [
      ...shown.slice(0, groupsWithPicture).map(({ keep }) => keep.path),
      ...(shownSimilar ?? []).slice(0, similarWithPicture).map(firstPath),
    ];
    const thumbnails = await readThumbnails(paths, exiftool, isInterrupted);
    const illustrated = <Shown extends object>(one: Shown, path: string): Shown => {
      const thumbnail = thumbnails.get(path);
      return thumbnail ? { ...one, thumbnail } : one;
    };
    const page: DedupePage = {
      ...{ ...rest, zone, totals: groups.totals(), madeAt: timeText(context.now().toISOString(), zone) },
      pictured: groupsWithPicture,
      groups: shown.map((group) => {
        const takenAt = group.takenAt ?? dates.get(group.keep.path);
        return illustrated({ ...group, ...(takenAt && { takenAt }) }, group.keep.path);
      }),
      similar: shownSimilar && {
        shown: shownSimilar.map((one) => illustrated(one, firstPath(one))),
        total: similar?.length ?? 0,
      },
    };
    writeReport({ path: file, mark: pageMark }, dedupePage(page));
  } finally {
    await exiftool.close();
  }
}

function firstPath({ versions }: SimilarPictures): string {
  return versions[0]?.files[0]?.path ?? '';
}

async function missingDates(
  groups: readonly PageGroup[],
  exiftool: Exiftool,
  rules: DateRules,
): Promise<Map<string, TakenAt | undefined>> {
  const undated = groups.filter(({ takenAt }) => !takenAt).map(({ keep }) => keep.path);
  return readDates(undated, metadataReaderOn(exiftool, rules.dateFields), rules);
}
