import { chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { addImportEntries } from '../config/add-import-entry.js';
import { loadConfig, type RawSettings } from '../config/load.js';
import { readImportEntries } from '../config/import-entries.js';
import { replaceSystemFile } from '../execute/replace-system-file.js';
import type { FoundLibrary } from '../library/open-library.js';
import { isSyncError } from '../plan/judge-syncthing.js';
import { type LeftProblem, planSyncthingFix, type SyncthingChange } from '../plan/plan-syncthing.js';
import type { Syncthing } from '../system/syncthing.js';
import { type Consent, isAgreed, requireAnswerable } from './ask.js';
import type { Context } from './context.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { lookAtSyncthing } from './syncthing.js';

/** What was changed, or would be. */
export interface SyncthingChanges {
  readonly changes: readonly SyncthingChange[];
  readonly left: readonly LeftProblem[];
  readonly declined: boolean;
  /** id of this machine, which the other device must know */
  readonly myId: string;
  readonly exitCode: ExitCode;
}

/** What the user said about changes. */
export interface SyncthingConsent extends Consent {
  /** the changes in words, to ask about them */
  readonly describe: (changes: readonly SyncthingChange[]) => string;
}

/**
 * Repairs what is wrong with the folders of Syncthing's that overlap the library, as far as that harms nobody's files.
 *
 * @throws PhotokeepError `usage` when nobody can be asked, `external` when Syncthing fails
 */
export async function fixSyncthing(
  context: Context,
  { found, config }: { readonly found: FoundLibrary; readonly config: RawSettings },
  consent: SyncthingConsent,
): Promise<SyncthingChanges> {
  const { syncthing, judged, myId } = await lookAtSyncthing(context, found, config);
  const { changes, left } = planSyncthingFix(judged);
  const declined = !(await changeSyncthing(context, syncthing, changes, 'syncthing fix', consent));
  return { changes, left, declined, myId, exitCode: exitCodeOfLeft(left) };
}

/** What still loses pictures is no success. */
export function exitCodeOfLeft(left: readonly LeftProblem[]): ExitCode {
  return left.some(({ problem }) => isSyncError(problem)) ? exitCodes.someFailed : exitCodes.fine;
}

/**
 * Carries changes out, in their order: whatever comes between two of them, the next call does the rest.
 *
 * @param command as the user calls it
 * @returns whether the user agreed
 */
export async function changeSyncthing(
  context: Context,
  syncthing: Syncthing,
  changes: readonly SyncthingChange[],
  command: string,
  consent: SyncthingConsent,
): Promise<boolean> {
  if (changes.length === 0 || consent.dryRun) return true;
  requireAnswerable(context, command, consent);
  const question = `${consent.describe(changes)}Do this?`;
  if (!(await isAgreed(context, question, consent))) return false;
  for (const change of changes) await carryOut(context, syncthing, change);
  return true;
}

async function carryOut(context: Context, syncthing: Syncthing, change: SyncthingChange): Promise<void> {
  switch (change.kind) {
    case 'make-folder':
      makeFolder(context, change.path);
      return;
    case 'config':
      await addToConfig(context, change);
      return;
    case 'device':
      await syncthing.addDevice({ deviceID: change.device, name: change.name });
      return;
    case 'folder': {
      const { id, label, path, type, ignoreDelete, devices } = change;
      await syncthing.addFolder({
        id,
        label,
        path,
        type,
        ignoreDelete,
        devices: devices.map((deviceID) => ({ deviceID })),
      });
      return;
    }
    case 'share':
      await syncthing.changeFolder(change.id, { devices: change.devices });
      return;
    case 'settings':
      await syncthing.changeFolder(change.id, change.set);
      return;
    case 'ignores':
      await syncthing.setIgnores(change.id, change.lines);
  }
}

/** Syncthing must be able to write there, also when root makes it. */
function makeFolder({ user }: Context, path: string): void {
  mkdirSync(path, { recursive: true });
  if (user.uid !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}

async function addToConfig(
  { cwd, home, now }: Context,
  { file, path, others }: Extract<SyncthingChange, { kind: 'config' }>,
): Promise<void> {
  const before = readFileSync(file, 'utf8');
  const after = addImportEntries(before, [...others, { path, resends: true }], file.endsWith('.json'));
  await replaceSystemFile({
    ...{ path: file, before, after },
    stamp: now().toISOString().replace(/\D/g, '').slice(0, 14),
    check(candidate) {
      const config = loadConfig({ file: candidate, library: undefined, cwd, home, xdgConfigHome: undefined });
      readImportEntries(config.get('imports'));
      return Promise.resolve();
    },
  });
}
