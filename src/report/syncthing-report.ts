import { Chalk, type ChalkInstance } from 'chalk';
import { isSyncError, type JudgedFolder, type SyncProblem } from '../plan/judge-syncthing.js';
import type { LeftProblem, SyncthingChange } from '../plan/plan-syncthing.js';
import { count } from './amounts.js';
import { printable, printablePath } from './printable.js';

// What `syncthing`, `syncthing add` and `syncthing fix` print.

/** What was found out about an instance. */
export interface SyncthingFindings {
  readonly version: string;
  readonly address: string;
  readonly root: string;
  readonly judged: readonly JudgedFolder[];
}

const fix = 'photokeep syncthing fix';

const problems: Readonly<Record<SyncProblem, (folder: JudgedFolder['folder']) => string>> = {
  sends: ({ type }) => `it is ${type}: what import moves from here is deleted on the phone; ${fix}`,
  'takes-deletes': () =>
    `it takes over deletions: what the phone deletes before an import is lost here too; ${fix}`,
  encrypted: () => 'it receives encrypted files, which nothing here can read; make it anew in Syncthing',
  'one-way-in': ({ goneHere }) =>
    goneHere === 0
      ? `it is receiveonly: what import puts here reaches nobody, and a revert would erase it; ${fix}`
      : `it is receiveonly, and ${count(goneHere, 'file')} that others have ${goneHere === 1 ? 'is' : 'are'} gone here: as sendreceive it would delete them there; never press Revert; decide in Syncthing`,
  'one-way-out': () => 'it is sendonly: tags and changes from other devices do not come back',
  'holds-all': () =>
    'it holds drop folders and the Gallery, which need different settings: give each a folder of its own',
  'holds-state': () => "it lies in .photokeep, which is this machine's alone: remove it in Syncthing",
  'state-syncs': () => `photokeep's own files there are sent to others; ${fix}`,
  'no-drop-folder': () => 'nothing is imported from here: add it to imports: in the config',
  'resends-off': () =>
    'resends: false in the config: what you removed from the Gallery may come again as new',
  paused: () => 'it is paused: nothing arrives',
  stopped: ({ error }) => `Syncthing has stopped it: ${error}`,
  failing: ({ pullErrors }) => `${count(pullErrors, 'file')} cannot be fetched; Syncthing says why`,
  alone: () => 'no other device has it',
};

/** For people. */
export function syncthingText({ version, address, root, judged }: SyncthingFindings, color: boolean): string {
  const colors = new Chalk({ level: color ? 1 : 0 });
  const lines = [
    `Syncthing ${version} at ${address}`,
    ...judged.flatMap((one) => ['', ...folderLines(one, root, colors)]),
    ...(judged.length === 0
      ? ['', `None of its folders has to do with ${root}. If it runs in a container, its paths are others.`]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function folderLines(
  { folder, role, problems: found }: JudgedFolder,
  root: string,
  color: ChalkInstance,
): string[] {
  const { path, type, devices } = folder;
  const verdict = found.some(isSyncError)
    ? color.red('wrong')
    : found.length > 0
      ? color.yellow('look ')
      : color.green('right');
  const others = devices.length === 0 ? '' : `, with ${devices.map(printable).join(', ')}`;
  return [
    `${verdict}  ${printablePath(path, root)}  ${role}, ${printable(type)}${others}`,
    ...found.map((problem) => {
      const label = isSyncError(problem) ? color.red('error') : color.yellow('note ');
      return `       ${label}  ${printable(problems[problem](folder))}`;
    }),
  ];
}

/** For programs: a line for each folder, the summary last. */
export function syncthingJson({ version, address, judged }: SyncthingFindings, exitCode: number): string {
  const all = judged.flatMap((one) => one.problems);
  return asLines([
    ...judged.map(({ folder, role, problems: found }) => {
      const { id, label, path, type, ignoreDelete, paused, devices } = folder;
      return {
        ...{ event: 'folder', role, id, label, path, type, ignoreDelete, paused, devices },
        errors: found.filter(isSyncError),
        notes: found.filter((problem) => !isSyncError(problem)),
      };
    }),
    {
      ...{ event: 'summary', schema: 1, command: 'syncthing', version, address, folders: judged.length },
      errors: all.filter(isSyncError).length,
      notes: all.filter((problem) => !isSyncError(problem)).length,
      exitCode,
    },
  ]);
}

/** One line for each change, as it is asked about. */
export function syncthingChangesText(changes: readonly SyncthingChange[]): string {
  return changes.map((change) => `${printable(changeText(change))}\n`).join('');
}

function changeText(change: SyncthingChange): string {
  switch (change.kind) {
    case 'make-folder':
      return `make the folder ${change.path}`;
    case 'config':
      return `add ${change.path} to imports: in ${change.file}`;
    case 'device':
      return `Syncthing: know the device ${change.device} as ${change.name}`;
    case 'folder':
      return `Syncthing: receive the folder "${change.id}" into ${change.path} (receiveonly, ignoreDelete)`;
    case 'share':
      return `Syncthing: receive ${change.path} from this device too`;
    case 'settings': {
      const { type, ignoreDelete } = change.set;
      const settings = [
        ...(type === undefined ? [] : [`${change.was.type ?? ''} → ${type}`]),
        ...(ignoreDelete === undefined ? [] : ['ignoreDelete: false → true']),
      ];
      return `Syncthing: set ${change.path} right (${settings.join(', ')})`;
    }
    case 'ignores':
      return `Syncthing: ignore ${change.add.join(', ')} in ${change.path}`;
  }
}

export interface SyncthingChangeReport {
  readonly changes: readonly SyncthingChange[];
  readonly left: readonly LeftProblem[];
  readonly declined: boolean;
  /** id of this machine, which the other device must know */
  readonly myId: string;
  readonly exitCode: number;
}

/** For people, after `fix` and `add`. */
export function syncthingDoneText(
  { changes, left, declined, myId }: SyncthingChangeReport,
  dryRun: boolean,
): string {
  if (declined) return 'Nothing was changed.\n';
  const lines = [
    ...(changes.length === 0 ? ['Nothing to change.'] : [dryRun ? 'Would be done:' : 'Done:']),
    ...changes.map((change) => `  ${changeText(change)}`),
    ...left
      .filter(({ problem }) => isSyncError(problem))
      .map(({ path, problem }) => `Left to you: ${path}: ${problem}; photokeep syncthing says more`),
    ...(dryRun || !changes.some(({ kind }) => kind === 'folder' || kind === 'share')
      ? []
      : [
          `Next, on the device that sends: add this machine by its id, ${myId},`,
          'share the folder with it, and set the folder to "send only".',
        ]),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

export function syncthingDoneJson(
  command: string,
  { changes, left, declined, myId, exitCode }: SyncthingChangeReport,
  dryRun: boolean,
): string {
  const status = declined ? 'skipped' : dryRun ? 'planned' : 'done';
  return asLines([
    ...changes.map((change) => ({ event: 'change', status, ...change })),
    ...left.map((problem) => ({ event: 'left', ...problem })),
    {
      ...{ event: 'summary', schema: 1, command, dryRun, changes: changes.length, left: left.length },
      ...{ myId, declined, exitCode },
    },
  ]);
}

function asLines(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}
