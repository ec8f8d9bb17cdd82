import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, normalize } from 'node:path';
import { removeEmptyFolders } from '../execute/operations.js';
import { replaceSystemFile } from '../execute/replace-system-file.js';
import { planFstabAddition, type FstabPlan, planFstabRemoval } from '../plan/plan-fstab.js';
import { findProgram } from '../system/die-with-us.js';
import { runProgram, type Surroundings } from '../system/exec.js';
import { findFileSystem, type FileSystem, listFileSystems } from '../system/file-systems.js';
import { shellWord } from '../system/crontab-text.js';
import { nameFromBytes } from '../system/fs-path.js';
import { readFstab } from '../system/fstab-text.js';
import { mountAt } from '../system/mounts.js';
import { newMistake, verifyFstab } from '../system/verify-fstab.js';
import { type Consent, isAgreed, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { errorCode, PhotokeepError } from './errors.js';

/** What every `fstab` command is told. */
export interface FstabOptions extends Consent {
  /** absolute path; `/etc/fstab` unless the user names another one */
  readonly file: string;
  /** the command line, without the program */
  readonly args: readonly string[];
}

export interface FstabAddition extends FstabOptions {
  /** a device, `UUID=…` or `LABEL=…` */
  readonly disk: string;
  readonly point: string;
  /** instead of the usual mount options */
  readonly mountOptions: string | undefined;
  /** whether the mount point is made immutable, so that nothing is written there while the disk is away; undefined: ask */
  readonly protect: boolean | undefined;
}

/** What was changed, or would be: nothing where the entry was there, or was not. */
export interface FstabChange {
  readonly change: 'added' | 'removed' | 'none';
  readonly line?: string;
  /** number of the entry that is there already */
  readonly number?: number;
  readonly madeFolder?: string;
  readonly protected?: boolean;
  /** why it could not be made immutable, although that was wanted */
  readonly notProtected?: string;
  /** copy of the old file */
  readonly keptAs?: string;
  /** whether the disk that was named is there now */
  readonly isDiskThere?: boolean;
  readonly declined?: boolean;
}

/**
 * nofail: a disk that is away must not stop the start of the machine; nosuid and nodev: a disk with photos needs
 * neither. Ten seconds is what systemd waits for it then.
 */
const usualOptions = 'nosuid,nodev,nofail,x-systemd.device-timeout=10s';

/** The file systems that could be added, and which of them the table knows. */
export async function listForFstab(
  context: Context,
  file: string,
): Promise<readonly (FileSystem & { readonly inFstab: boolean })[]> {
  const known = new Set(readFstab(readTable(file)).map(({ spec }) => spec.toLowerCase()));
  const found = await listFileSystems(around(context));
  return found.map((one) => ({
    ...one,
    inFstab: namesOf(one).some((name) => known.has(name.toLowerCase())),
  }));
}

/**
 * Adds a disk to the table. The new table is read by util-linux before it takes the place of the old one, of which a
 * dated copy stays.
 *
 * @throws PhotokeepError `usage` for a disk that is not there or a mount point that cannot be one, `refused` when the
 *   table has an entry that says something else, or would be worse than it was
 */
export async function addToFstab(context: Context, options: FstabAddition): Promise<FstabChange> {
  const { file, disk, mountOptions } = options;
  const point = mountPointOf(options.point);
  if (mountOptions !== undefined && !/^[^\s,]+(,[^\s,]+)*$/.test(mountOptions)) {
    const remedy = 'separate them with commas, without blanks';
    throw new PhotokeepError('usage', `${mountOptions} are no mount options`, remedy);
  }
  const before = readTable(file);
  const found = await findFileSystem(disk, around(context));
  if (!found && !/^UUID=[\w-]+$/.test(disk)) {
    throw new PhotokeepError(
      'usage',
      `no disk ${disk} with a file system is there`,
      'photokeep fstab lists those that are; a disk that is switched off can be named by UUID=…',
    );
  }
  const spec = found ? `UUID=${found.uuid}` : disk;
  const entry = { spec, point, type: 'auto', options: mountOptions ?? usualOptions };
  const plan = planFstabAddition(before, entry, found ? namesOf(found) : [spec]);
  if (plan.kind === 'there') return { change: 'none', number: plan.entry.line };
  if (plan.kind === 'taken') throw takenError(plan, file);
  if (plan.kind === 'unknown') return { change: 'none' };

  requireAnswerable(context, 'fstab add', options);
  if (!options.dryRun) requireRights(context, file, options.args);
  const result = { line: plan.line, isDiskThere: found !== undefined };
  const madeFolder = existsSync(point) ? undefined : point;
  const made = madeFolder === undefined ? {} : { madeFolder };
  if (options.dryRun) return { change: 'added', ...result, ...made };
  if (!(await isAgreed(context, `${plan.line}\nAdd this line to ${file}?`, options)))
    return { change: 'none', ...result, declined: true };
  const keptAs = await withMountPoint(point, () => replaceTable(context, file, before, plan.text));
  const protection = await protectMountPoint(context, point, options);
  return { change: 'added', ...result, ...made, keptAs, ...protection };
}

/** The folder is there before findmnt looks for it; what came to nothing leaves none. */
async function withMountPoint<T>(point: string, work: () => Promise<T>): Promise<T> {
  const first = mkdirSync(point, { recursive: true });
  try {
    return await work();
  } catch (error) {
    if (first !== undefined) removeEmptyFolders(foldersBetween(first, point));
    throw error;
  }
}

function foldersBetween(outer: string, inner: string): string[] {
  return inner === outer ? [outer] : [...foldersBetween(outer, dirname(inner)), inner];
}

/**
 * Takes a disk out of the table, by its mount point, device, UUID or label.
 *
 * @throws PhotokeepError `refused` when the table would be worse than it was
 */
export async function removeFromFstab(
  context: Context,
  options: FstabOptions & { readonly name: string },
): Promise<FstabChange> {
  const { file, name } = options;
  const before = readTable(file);
  const found = /^\/(?!dev\/)/.test(name) ? undefined : await findFileSystem(name, around(context));
  const plan = planFstabRemoval(before, found ? namesOf(found) : [name]);
  if (plan.kind !== 'change') return { change: 'none' };
  requireAnswerable(context, 'fstab remove', options);
  if (!options.dryRun) requireRights(context, file, options.args);
  if (options.dryRun) return { change: 'removed', line: plan.line };
  if (!(await isAgreed(context, `${plan.line}\nTake this line out of ${file}?`, options)))
    return { change: 'none', line: plan.line, declined: true };
  return { change: 'removed', line: plan.line, keptAs: await replaceTable(context, file, before, plan.text) };
}

async function replaceTable(context: Context, file: string, before: string, after: string): Promise<string> {
  const stamp = context.now().toISOString().replace(/\D/g, '').slice(0, 14);
  const check = async (candidate: string): Promise<void> => {
    const mistake = newMistake(
      await verifyFstab(file, around(context)),
      await verifyFstab(candidate, around(context)),
    );
    if (mistake === undefined) return;
    throw new PhotokeepError('refused', `the new ${file} would be wrong: ${mistake}`, 'nothing was changed');
  };
  try {
    return await replaceSystemFile({ path: file, before, after, stamp, check });
  } catch (error) {
    const why = { EACCES: 'permission denied', EROFS: 'its file system is read-only' }[
      errorCode(error) ?? ''
    ];
    if (why === undefined) throw error;
    throw new PhotokeepError('refused', `cannot write ${file}: ${why}`, 'nothing was changed');
  }
}

/** Nothing can be written into an immutable folder, root included; once the disk is mounted over it, it does not show. */
async function protectMountPoint(
  context: Context,
  point: string,
  { protect, yes }: FstabAddition,
): Promise<Pick<FstabChange, 'protected' | 'notProtected'>> {
  if (protect === false || mountAt(point)) return { protected: false };
  if (readdirSync(point).length > 0) {
    const notProtected = 'it is not empty';
    return { protected: false, ...(protect && { notProtected }) };
  }
  const question = `Make the empty folder ${point} immutable, so that nothing is written there while the disk is away?`;
  const isWanted =
    protect ??
    (!yes && context.ask !== undefined && (await isAgreed(context, question, { yes, dryRun: false })));
  if (!isWanted) return { protected: false };
  const { code, stderr } = await runProgram({ name: 'chattr', args: ['+i', '--', point] }, around(context));
  return code === 0 ? { protected: true } : { protected: false, notProtected: stderr.trim() };
}

function takenError({ by, entry }: Extract<FstabPlan, { kind: 'taken' }>, file: string): PhotokeepError {
  const { spec, point, line } = entry;
  return new PhotokeepError(
    'refused',
    `${file}:${String(line)} has that ${by} already: ${spec} on ${point}`,
    `photokeep fstab remove ${by === 'disk' ? spec : point} takes it out`,
  );
}

function mountPointOf(point: string): string {
  const clean = normalize(point).replace(/(?<=.)\/+$/, '');
  const isFolder = statSync(clean, { throwIfNoEntry: false })?.isDirectory() ?? true;
  if (isAbsolute(point) && clean !== '/' && isFolder) return clean;
  throw new PhotokeepError('usage', `${point} cannot be a mount point`, 'name a folder by its whole path');
}

/** Before anything is made or asked about: without root the user is told the very command to run. */
function requireRights({ startedAs }: Context, file: string, args: readonly string[]): void {
  try {
    accessSync(file, constants.W_OK);
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    if (errorCode(error) !== 'EACCES') throw error;
    const isKnownToSudo = findProgram('photokeep', sudoPath) !== undefined;
    const program = isKnownToSudo ? ['photokeep'] : [startedAs.node, startedAs.script];
    const command = ['sudo', ...program, ...args].map(shellWord).join(' ');
    throw new PhotokeepError('refused', `only root may change ${file}`, `run: ${command}`);
  }
}

/** Where sudo looks for programs on Debian, whatever the PATH of the user: not in the folders of nvm. */
const sudoPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Every name by which the table may know it. */
function namesOf({ uuid, partUuid, label, device }: FileSystem): string[] {
  return [
    ...[`UUID=${uuid}`, `/dev/disk/by-uuid/${uuid}`, device],
    ...(partUuid === undefined ? [] : [`PARTUUID=${partUuid}`, `/dev/disk/by-partuuid/${partUuid}`]),
    ...(label === undefined ? [] : [`LABEL=${label}`, `/dev/disk/by-label/${label}`]),
  ];
}

function readTable(file: string): string {
  try {
    return nameFromBytes(readFileSync(file));
  } catch (error) {
    if (errorCode(error) === 'EACCES')
      throw new PhotokeepError('refused', `${file} cannot be read`, 'try it with sudo');
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new PhotokeepError('usage', `there is no ${file}`, 'name the table with --file');
  }
}

function around({ env }: Context): Surroundings {
  return { env };
}
