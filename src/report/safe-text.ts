import type { ChalkInstance } from 'chalk';
import { isLasting, type UnsafeReason, unsafeReasons } from '../plan/judge-safety.js';
import { ageText } from './age.js';
import { filesText, numberText } from './amounts.js';
import { printable, printablePath } from './printable.js';
import type { SafeBackup, SafeException, SafeReport } from './safe.js';
import type { Amount } from './status.js';

// What `status --safe` says to people. Whoever reads only its first lines must not be misled by them.

interface SafeView {
  /** paths below it are shown relative to it */
  readonly root: string;
  /** ISO 8601 */
  readonly now: string;
  /** whether every exception is named, however many there are */
  readonly listed: boolean;
}

export function safeText(report: SafeReport, view: SafeView, color: ChalkInstance): string {
  const { subject, all, exceptions, backups } = report;
  const lines =
    all.files === 0
      ? [color.yellow(nothingText(subject))]
      : [
          ...aboutLines(report, view.now),
          ...verdictLines(report, color),
          ...exceptionLines(exceptions, view, color),
        ];
  return [
    ...lines,
    '',
    ...backups.map((backup) => backupLine(backup, view.now)),
    ...caveats(report),
    '',
  ].join('\n');
}

function nothingText(subject: SafeReport['subject']): string {
  return subject.kind === 'folder'
    ? `${printable(subject.path)} holds no files: is its disk there?`
    : `Nothing is known to have come through ${printable(subject.name)} (${printable(subject.path)}).`;
}

function aboutLines({ subject, all }: SafeReport, now: string): string[] {
  if (subject.kind === 'folder') return [`${printable(subject.path)}: ${filesText(all)}.`];
  const { name, since, lastReceived } = subject;
  const times =
    since === undefined
      ? ''
      : `, since ${since.slice(0, 10)}, the last ${ageText(lastReceived ?? since, now)}`;
  return [`${printable(name)}: ${filesText(all)} came from it${times}.`];
}

function verdictLines({ all, safe, until, copies, exceptions }: SafeReport, color: ChalkInstance): string[] {
  const where = `in the Gallery, and read back from ${copies === 1 ? 'a backup' : `${String(copies)} backups`} on another disk or machine`;
  if (exceptions.length === 0) {
    return [color.green(`All of it is safe: ${where}.`)];
  }
  const lasting = exceptions.filter(({ reason }) => isLasting(reason)).length;
  const but = lasting === 0 ? '' : `, but for ${numberText(lasting)} named below`;
  return [
    until === undefined
      ? color.yellow('There is no date up to which all of it is safe.')
      : color.green(`What was taken up to ${until} is safe${but}: ${where}.`),
    `${filesText(safe)} of ${numberText(all.files)} are safe, ${color.red(`${numberText(exceptions.length)} not`)}:`,
  ];
}

const shownOfReason = 10;

function exceptionLines(
  exceptions: readonly SafeException[],
  { root, listed }: SafeView,
  color: ChalkInstance,
): string[] {
  const reasons = (Object.keys(unsafeReasons) as UnsafeReason[]).filter((reason) =>
    exceptions.some((exception) => exception.reason === reason),
  );
  return reasons.flatMap((reason) => {
    const those = exceptions.filter((exception) => exception.reason === reason);
    const shown = listed ? those : those.slice(0, shownOfReason);
    const targets = [...new Set(those.flatMap(({ target }) => target ?? []))];
    return [
      '',
      `${color.yellow(unsafeReasons[reason])}: ${filesText(sumOf(those))}${remedyOf(reason, targets)}`,
      ...shown.map(({ path, name, day, isOriginUnknown }) => {
        const where = path === undefined ? printable(name) : printablePath(path, root);
        return `  ${day ?? 'no date   '}  ${where}${isOriginUnknown ? '  (may have come from elsewhere)' : ''}`;
      }),
      ...(shown.length < those.length
        ? [`  … and ${numberText(those.length - shown.length)} more; --list names them all`]
        : []),
    ];
  });
}

function remedyOf(reason: UnsafeReason, targets: readonly string[]): string {
  const each = (command: string): string =>
    targets.map((target) => `\n  to prove it: ${command.replace('NAME', printable(target))}`).join('');
  switch (reason) {
    case 'not-proven':
    case 'proof-too-old':
      return each('photokeep backup verify NAME --all');
    case 'not-sent':
    case 'wrong':
    case 'missing-there':
      return '\n  the next backup sends it: photokeep backup local';
    case 'not-reached':
      return each('plug it in or switch it on, then photokeep backup local NAME');
    case 'arriving':
      return '\n  ask again when all of it is here';
    case 'waiting':
      return '\n  photokeep import';
    case 'not-imported':
      return '\n  photokeep import DIR copies what is new; if other programs moved files in the Gallery, photokeep adopt lets it be known';
    case 'not-in-gallery':
      return '\n  if other programs moved files in the Gallery, photokeep adopt lets it be known';
    case 'held':
    case 'same-file':
    case 'doubtful':
    case 'unreadable':
    case 'changed':
    case 'left-out':
    case 'same-disk':
      return '';
  }
}

const countsTexts: Readonly<Record<SafeBackup['counts'], string>> = {
  apart: 'counts',
  together: 'does not count: it is on the disk or machine of the Gallery',
  unknown: 'does not count: it cannot be told whether it is on another disk',
  'nothing-known': 'does not count: nothing is known of it here',
};

const reachedTexts = {
  now: ', looked at just now',
  lately: ', as known',
  'long ago': ', not reached for long, as known',
} as const;

function backupLine({ target, counts, reached, knownAt }: SafeBackup, now: string): string {
  const known =
    reached === undefined || knownAt === undefined
      ? ''
      : `${reachedTexts[reached]}${reached === 'now' ? '' : ` ${ageText(knownAt, now)}`}`;
  return `backup ${printable(target)}: ${countsTexts[counts]}${counts === 'apart' ? known : ''}`;
}

/** What nobody here can know. */
function caveats({ subject, backups }: SafeReport): string[] {
  const none = backups.length === 0 ? ['There is no backup in the config.'] : [];
  if (subject.kind === 'folder') return none;
  const aside =
    subject.aside === 0
      ? []
      : [
          `${numberText(subject.aside)} in the drop folder are left aside (hidden or excluded): they are not in the Gallery.`,
        ];
  return [
    ...none,
    ...aside,
    'What never arrived from there is not known here: --safe DIR compares a folder of the phone itself, once it is plugged in.',
  ];
}

function sumOf(exceptions: readonly SafeException[]): Amount {
  return { files: exceptions.length, bytes: exceptions.reduce((sum, { bytes }) => sum + bytes, 0) };
}
