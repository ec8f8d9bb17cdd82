import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RawSettings } from '../config/load.js';
import { resolveSettings } from '../config/settings.js';
import { createHashPool } from '../content/hash-pool.js';
import { createMetadataReader } from '../dates/exiftool.js';
import type { DateRules } from '../dates/taken-at.js';
import { Catalog, type CatalogRow } from '../library/catalog.js';
import { newestRunMs } from '../library/journal.js';
import { readLibraryMarker } from '../library/marker.js';
import type { FoundLibrary } from '../library/open-library.js';
import type { LibraryPaths } from '../library/paths.js';
import { type ContentFacts, judgeSafety, safeUntil, type Safety } from '../plan/judge-safety.js';
import type { SafeException, SafeReport } from '../report/safe.js';
import type { Amount } from '../report/status.js';
import { type FileIdentity, identityAt } from '../scan/identity.js';
import { fsPath } from '../system/fs-path.js';
import { targetOf } from './backup-targets.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { exitCodes } from './exit-codes.js';
import { requireForeign, requireNoneKept } from './foreign-folder.js';
import { refuseVanishedGallery, requireGallery } from './gallery-presence.js';
import { absolutePath, dropFoldersIn, requireNoneEmpty } from './import-request.js';
import type { DropFolder } from './import-sources.js';
import { readDates } from './inspect.js';
import {
  type AskedContent,
  type AskedContents,
  contentsOfDropFolder,
  contentsOfFolder,
} from './safe-contents.js';
import { createGalleryLook } from './safe-gallery.js';
import { openSafeSites } from './safe-sites.js';
import { dateRulesOf } from './sorting-rules.js';
import { nameOf } from './status-waiting.js';

export interface SafeWishes {
  /** name or path of a drop folder, or any folder */
  readonly subject: string;
  /** how many backups on other disks or machines have to have it */
  readonly copies: number;
}

/** A content with what came of judging it. */
interface Judged {
  readonly asked: AskedContent;
  readonly safety: Safety;
  readonly row: CatalogRow | undefined;
}

/**
 * Says what may be deleted elsewhere: what the Gallery holds now, and enough backups were proven to hold. Reads files
 * where nothing else tells, changes nothing, takes no lock.
 *
 * @throws PhotokeepError `usage`; `refused` when the Gallery is away or unknown, or the folder is one that is kept
 */
export async function readSafety(
  context: Context,
  library: FoundLibrary,
  config: RawSettings,
  { subject, copies }: SafeWishes,
): Promise<SafeReport> {
  const { paths } = library;
  const { settings, origins } = resolveSettings(config, new Map(), context.machineZone());
  const folders = dropFoldersIn(library, context, config);
  const named = findSubject(context, subject, folders);
  if (named.isDropFolder) requireThere(named);
  else await requireForeign(context, named.path, paths);
  const id = readLibraryMarker(paths.marker)?.id ?? '';
  requireGallery(paths, id);
  const catalog = Catalog.openToRead(paths.catalog);
  const hashes = createHashPool();
  const targets = (settings.backups ?? []).map((entry) => targetOf(entry, context));
  const sites = await openSafeSites(context, { paths, library: id, targets });
  try {
    requireKnown(catalog, paths, context);
    const before = identityAt(named.path);
    const found = named.isDropFolder
      ? await contentsOfDropFolder(paths, named.path, folders, hashes)
      : await contentsOfFolder(named.path, hashes);
    requireStillThere(named, before);
    if (!named.isDropFolder) requireNoneKept(named.path, found);
    const look = createGalleryLook(paths, catalog, hashes);
    const rules = { copies, nowMs: trustedNowMs(context, paths) };
    const judged: Judged[] = [];
    for (const asked of found.contents) {
      if ('reason' in asked) {
        judged.push({ asked, safety: { is: 'unsafe', reason: asked.reason }, row: undefined });
        continue;
      }
      const { is, row } = await look(asked.fingerprint, asked.identity);
      const facts: ContentFacts = {
        gallery: is,
        copies: is === 'held' ? sites.copiesOf(asked.fingerprint) : [],
        ...(asked.waits && { waits: asked.waits }),
      };
      judged.push({ asked, safety: judgeSafety(facts, rules), row });
    }
    const dates = await datesOf(context, judged, { ...dateRulesOf(settings, origins), nowMs: rules.nowMs });
    return reportOf(judged, dates, { named, found, copies, backups: sites.backups, gallery: paths.gallery });
  } finally {
    sites.close();
    catalog.close();
    await hashes.close();
  }
}

interface Subject {
  readonly path: string;
  readonly isDropFolder: boolean;
  /** of a drop folder, as messages call it */
  readonly name: string;
}

/** A drop folder by its name or path, else a folder. @throws PhotokeepError `usage` */
function findSubject(context: Context, subject: string, folders: readonly DropFolder[]): Subject {
  requireNoneEmpty([subject]);
  const path = absolutePath(context, subject);
  const matches = folders.filter((folder) => nameOf(folder) === subject || basename(folder.path) === subject);
  const match =
    folders.find((folder) => folder.path === path) ?? (matches.length === 1 ? matches[0] : undefined);
  if (match) return { path: match.path, isDropFolder: true, name: nameOf(match) };
  if (matches.length === 0 && statSync(fsPath(path), { throwIfNoEntry: false })?.isDirectory() === true)
    return { path, isDropFolder: false, name: path };
  const known = folders.map(nameOf).join(', ');
  throw new PhotokeepError(
    'usage',
    matches.length > 1
      ? `${subject} is the name of several drop folders`
      : `there is no drop folder or folder ${subject}`,
    known === '' ? 'name a folder of files' : `drop folders: ${known}`,
  );
}

/** Nobody knows what waits in one that is away. @throws PhotokeepError `refused` */
function requireThere({ name, path }: Subject): void {
  if (existsSync(fsPath(path))) return;
  throw new PhotokeepError(
    'refused',
    `the drop folder ${name} (${path}) is not there`,
    'is its disk mounted?',
  );
}

/** Of a phone that was unplugged meanwhile, only a part was seen. @throws PhotokeepError `refused` */
function requireStillThere({ path }: Subject, before: FileIdentity | undefined): void {
  const now = identityAt(path);
  if (before && now?.dev === before.dev && now.ino === before.ino) return;
  throw new PhotokeepError(
    'refused',
    `${path} went away while it was looked at`,
    'ask again once it is there',
  );
}

function requireKnown(catalog: Catalog, paths: LibraryPaths, context: Context): void {
  if (!catalog.knowsGallery()) {
    throw new PhotokeepError(
      'refused',
      'nothing is known of the Gallery (yet), or its catalog cannot be read now',
      'run photokeep import or photokeep adopt once, and ask again',
    );
  }
  refuseVanishedGallery(catalog, paths, context.random);
}

/** A clock that is not set proves nothing. */
function trustedNowMs({ now }: Context, paths: LibraryPaths): number | undefined {
  const nowMs = now().getTime();
  const newest = newestRunMs(paths);
  return newest !== undefined && nowMs < newest ? undefined : nowMs;
}

/** The day of each content, by its place in the list: as the catalog or the file itself tells it. */
async function datesOf(
  { env }: Context,
  judged: readonly Judged[],
  rules: DateRules,
): Promise<(string | undefined)[]> {
  const isAsked = ({ asked, safety, row }: Judged): boolean =>
    safety.is === 'unsafe' && !row && asked.path !== undefined;
  const paths = judged.filter(isAsked).map(({ asked }) => asked.path ?? '');
  if (paths.length === 0) return judged.map(({ row }) => dayOf(row));
  const metadata = createMetadataReader({ path: env['PATH'], extraTags: rules.dateFields });
  try {
    const dates = await readDates(paths, metadata, rules);
    return judged.map(({ asked, row }) => dayOf(row) ?? dates.get(asked.path ?? '')?.local.slice(0, 10));
  } finally {
    await metadata.close();
  }
}

/** Of a file whose date was never needed, the folder tells the month. */
function dayOf(row: CatalogRow | undefined): string | undefined {
  if (row?.takenAt) return row.takenAt.local.slice(0, 10);
  const [, year, month] = /^([12]\d{3})\/(0[1-9]|1[0-2])[-/]/.exec(row?.path ?? '') ?? [];
  return year === undefined || month === undefined ? undefined : `${year}-${month}-01`;
}

interface ReportParts {
  readonly named: Subject;
  readonly found: AskedContents;
  readonly copies: number;
  readonly backups: SafeReport['backups'];
  readonly gallery: string;
}

function reportOf(
  judged: readonly Judged[],
  days: readonly (string | undefined)[],
  { named, found, copies, backups, gallery }: ReportParts,
): SafeReport {
  const dated = judged.map((each, index) => ({ ...each, day: days[index] }));
  const safe = judged.filter(({ safety }) => safety.is === 'safe');
  const until = safeUntil(dated);
  const exceptions = dated.flatMap(({ asked, safety, row, day }): SafeException[] => {
    if (safety.is === 'safe') return [];
    const path = asked.path ?? (row && join(gallery, row.path));
    return [
      {
        ...{ name: asked.name, bytes: bytesOf(asked), reason: safety.reason },
        ...(path !== undefined && { path }),
        ...(day !== undefined && { day }),
        ...(safety.target !== undefined && { target: safety.target }),
        ...(asked.isOriginUnknown && { isOriginUnknown: true }),
      },
    ];
  });
  return {
    subject: subjectOf(named, found),
    ...{ copies, backups, exceptions: exceptions.sort(byDay), all: amountOf(judged), safe: amountOf(safe) },
    ...(until !== undefined && { until }),
    // Nothing to be seen is nothing that was proven, either.
    exitCode: judged.length > 0 && exceptions.length === 0 ? exitCodes.fine : exitCodes.someFailed,
  };
}

function subjectOf(
  { path, name, isDropFolder }: Subject,
  { aside, sinceMs, lastMs }: AskedContents,
): SafeReport['subject'] {
  if (!isDropFolder) return { kind: 'folder', path };
  return {
    ...{ kind: 'drop-folder', name, path, aside: aside.length },
    ...(sinceMs !== undefined && { since: new Date(sinceMs).toISOString() }),
    ...(lastMs !== undefined && { lastReceived: new Date(lastMs).toISOString() }),
  };
}

function byDay(a: SafeException, b: SafeException): number {
  return (a.day ?? '').localeCompare(b.day ?? '') || (a.path ?? a.name).localeCompare(b.path ?? b.name);
}

function amountOf(judged: readonly Judged[]): Amount {
  return { files: judged.length, bytes: judged.reduce((sum, { asked }) => sum + bytesOf(asked), 0) };
}

function bytesOf(asked: AskedContent): number {
  return 'fingerprint' in asked ? asked.fingerprint.size : asked.bytes;
}
