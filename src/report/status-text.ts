import type { ChalkInstance } from 'chalk';
import { ageText, durationText } from './age.js';
import { count, filesText, numberText, sizeText } from './amounts.js';
import { uncoveredParts } from './backup-wording.js';
import { shareText } from './coverage-text.js';
import { printable, printablePath } from './printable.js';
import type { BackupStatus, JobStatus, Status, WaitingStatus } from './status.js';
import { timeText } from './table.js';
import { yearsOf } from './years.js';

// What `status` prints for people: a line for each thing, what wants attention in a colour of its own.

/** @param zone IANA name of the zone that times are shown in */
export function statusText(status: Status, zone: string, color: ChalkInstance): string {
  const { library, at } = status;
  const parts: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Gallery', galleryLines(status)],
    ['Jobs', status.jobs.map((job) => jobLine(job, at, color))],
    ['Backups', backupLines(status, color)],
    ['Waiting', waitingLines(status, zone, color)],
    ['Disks', diskLines(status)],
  ];
  return [
    `${color.bold(printable(library))}  ${timeText(at, zone)}`,
    ...parts.flatMap(([title, lines]) => ['', color.bold(title), ...lines.map((line) => `  ${line}`)]),
    '',
  ].join('\n');
}

function galleryLines({ gallery, duplicates }: Status): string[] {
  const freed = duplicates.files === 0 ? [] : [`dedupe took ${filesText(duplicates)} of duplicates away`];
  if (!gallery) {
    return ['its catalog is not there yet, or cannot be read just now; the next import makes it', ...freed];
  }
  const { newThisWeek } = gallery;
  const years = yearsOf(gallery.months);
  const widths = {
    files: Math.max(...years.map(({ files }) => numberText(files).length)),
    bytes: Math.max(...years.map(({ bytes }) => sizeText(bytes).length)),
  };
  const news = newThisWeek.files === 0 ? 'nothing new this week' : `${filesText(newThisWeek)} new this week`;
  return [
    `${filesText(gallery)}; ${news}`,
    ...years.map(
      ({ year, files, bytes }) =>
        `${year ?? 'no date'}  ${numberText(files).padStart(widths.files)}  ${sizeText(bytes).padStart(widths.bytes)}`,
    ),
    ...freed,
  ];
}

function jobLine({ job, last, lastSuccess }: JobStatus, now: string, color: ChalkInstance): string {
  const head = `${printable(job).padEnd(12)}  ${ageText(last.endedAt, now).padEnd(14)}  `;
  if (last.exitCode === 0) return `${head}${color.green('fine')}`;
  const ended =
    last.exitCode === 75 ? color.yellow('put off') : color.red(`exit code ${String(last.exitCode)}`);
  const fine = lastSuccess === undefined ? 'never fine so far' : `last fine ${ageText(lastSuccess, now)}`;
  const why = last.error === undefined ? '' : `: ${printable(last.error)}`;
  return `${head}${ended}, ${fine}${why}`;
}

function backupLines(
  { backups, notBackedUp, lackingFiles, library, at }: Status,
  color: ChalkInstance,
): string[] {
  if (backups.length === 0) {
    return [
      color.red(
        'there is no backup: photokeep backup setup NAME, after adding one to backups: in the config',
      ),
    ];
  }
  const lacking = !notBackedUp
    ? []
    : notBackedUp.files === 0
      ? [color.green('all of the Gallery is in a backup')]
      : [
          color.yellow(
            `${filesText(notBackedUp)} in no backup yet${lackingFiles.length === 0 ? '; --list names them' : ':'}`,
          ),
        ];
  return [
    ...backups.flatMap((backup) => oneBackup(backup, at, color)),
    ...lacking,
    ...lackingFiles.map(({ path, bytes }) => `  ${printablePath(path, library)}  ${sizeText(bytes)}`),
  ];
}

const whereTexts: Readonly<Record<BackupStatus['is'], string>> = {
  ...{ there: '', away: ', which is away now', silent: ', which does not answer', unasked: '' },
};

function oneBackup(backup: BackupStatus, now: string, color: ChalkInstance): string[] {
  const { target, place, is, lastSuccess, knownAt, isStale, staleAfter, wrong, lacking, coverage } = backup;
  const where =
    place === undefined ? ', which is not in the config' : ` to ${printable(place)}${whereTexts[is]}`;
  const last =
    lastSuccess === undefined ? 'no good backup yet' : `last good backup ${ageText(lastSuccess, now)}`;
  const late = !isStale
    ? color.green(last)
    : color.red(lastSuccess === undefined ? last : `${last}, more than ${durationText(staleAfter)}`);
  const isOld = knownAt !== undefined && knownAt !== lastSuccess;
  return [
    `${printable(target)}: ${late}${where}`,
    ...(lacking && coverage
      ? [
          `  ${lacking.files === 0 ? 'has all' : `lacks ${filesText(lacking)}`}${isOld ? `, as known ${ageText(knownAt, now)}` : ''}`,
        ]
      : []),
    ...(wrong > 0
      ? [color.red(`  ${count(wrong, 'file')} found wrong there; the next backup sends them again`)]
      : []),
    ...uncoveredLines(backup.uncovered),
    ...(coverage && coverage.files > 0 ? [`  ${provenText(coverage)}`] : []),
  ];
}

function uncoveredLines(uncovered: BackupStatus['uncovered']): string[] {
  const parts = uncoveredParts(uncovered);
  return parts.length === 0 ? [] : [`  after its last run: ${parts.join(', ')}`];
}

function provenText({ files, proven30, proven90, proven365 }: NonNullable<BackupStatus['coverage']>): string {
  const [in30, in90, in365] = [proven30, proven90, proven365].map((proven) => shareText(proven, files));
  return `proven: ${in30 ?? ''} in the last 30 days, ${in90 ?? ''} in 90, ${in365 ?? ''} in 365`;
}

function waitingLines(
  { dropFolders, held, trash, at }: Status,
  zone: string,
  color: ChalkInstance,
): string[] {
  const sinceText = ({ since }: WaitingStatus): string =>
    since === undefined ? '' : `, the first came ${ageText(since, at)}`;
  return [
    ...dropFolders.map((folder) => {
      const name = printable(folder.name);
      if (!folder.isThere) return color.red(`${name}: ${printable(folder.path)} is not there`);
      const notes = [
        ...(folder.lastCame === undefined ? [] : [`something last came ${ageText(folder.lastCame, at)}`]),
        ...(folder.left === 0 ? [] : [`${numberText(folder.left)} more are left there, as import said`]),
      ];
      const waiting = folder.files === 0 ? 'nothing' : filesText(folder) + sinceText(folder);
      return [`${name}: ${waiting}`, ...notes].join('; ');
    }),
    held.files === 0
      ? 'held back: nothing'
      : color.yellow(`held back: ${filesText(held)}${sinceText(held)}; see photokeep held list`),
    trash.files === 0
      ? 'trash: empty'
      : `trash: ${filesText(trash)}; the first may go on ${timeText(trash.expiresAt ?? '', zone).slice(0, 10)}, if the Gallery still has it`,
    ...trash.away.map((root) => `trash of ${printable(root)}: its disk is away`),
  ];
}

function diskLines({ disks }: Status): string[] {
  return disks.map(({ holds, freeBytes, totalBytes }) => {
    const share = shareText(freeBytes, Math.max(totalBytes, 1)).replace(/\.\d/, '');
    return `${printable(holds.join(', '))}: ${sizeText(freeBytes)} free of ${sizeText(totalBytes)} (${share})`;
  });
}
