import { type JudgedFolder, missingIgnores, type SyncProblem } from './judge-syncthing.js';

/** One thing that is changed so that pictures arrive and stay. Paths are absolute. */
export type SyncthingChange =
  | { readonly kind: 'make-folder'; readonly path: string }
  | {
      readonly kind: 'config';
      readonly file: string;
      /** of the drop folder, as it goes into the config */
      readonly path: string;
      /** drop folders that counted while the config had no list of them, and go into it too */
      readonly others: readonly string[];
    }
  | { readonly kind: 'device'; readonly device: string; readonly name: string }
  | {
      readonly kind: 'folder';
      readonly id: string;
      readonly label: string;
      readonly path: string;
      readonly devices: readonly string[];
      readonly type: 'receiveonly';
      readonly ignoreDelete: true;
    }
  | {
      readonly kind: 'share';
      readonly id: string;
      readonly path: string;
      /** all that have the folder then, with all that Syncthing knows of each: a password of an encrypted one among it */
      readonly devices: readonly { readonly deviceID: string }[];
    }
  | {
      readonly kind: 'settings';
      readonly id: string;
      readonly path: string;
      readonly set: { readonly type?: string; readonly ignoreDelete?: boolean };
      readonly was: { readonly type?: string; readonly ignoreDelete?: boolean };
    }
  | {
      readonly kind: 'ignores';
      readonly id: string;
      readonly path: string;
      /** lines to put in front: in a .stignore the first one that fits decides */
      readonly add: readonly string[];
      readonly lines: readonly string[];
    };

/** A problem that is left to the user. */
export interface LeftProblem {
  readonly id: string;
  readonly path: string;
  readonly problem: SyncProblem;
}

/**
 * What sets the folders right; what must not be sent is ignored before a folder begins to send. A Gallery that only received is left when files are gone here that the others have: it
 * would begin with deleting them there.
 */
export function planSyncthingFix(judged: readonly JudgedFolder[]): {
  readonly changes: readonly SyncthingChange[];
  readonly left: readonly LeftProblem[];
} {
  const changes = judged.flatMap((one) => [...ignoresChange(one), ...settingsChange(one)]);
  const left = judged.flatMap((one) =>
    one.problems
      .filter((problem) => !isFixable(problem, one))
      .map((problem) => ({ id: one.folder.id, path: one.folder.path, problem })),
  );
  return { changes, left };
}

function isFixable(problem: SyncProblem, { role, folder }: JudgedFolder): boolean {
  if (problem === 'one-way-in') return folder.goneHere === 0;
  if (problem === 'takes-deletes') return folder.type !== 'receiveencrypted';
  return problem === 'state-syncs' || (problem === 'sends' && role === 'drop folder');
}

function settingsChange(one: JudgedFolder): SyncthingChange[] {
  const { folder, problems } = one;
  const { id, path, type, ignoreDelete } = folder;
  const isWrong = (problem: SyncProblem): boolean => problems.includes(problem) && isFixable(problem, one);
  const wanted = isWrong('sends') ? 'receiveonly' : isWrong('one-way-in') ? 'sendreceive' : undefined;
  const keeps = isWrong('takes-deletes');
  if (wanted === undefined && !keeps) return [];
  return [
    {
      ...{ kind: 'settings', id, path },
      set: { ...(wanted !== undefined && { type: wanted }), ...(keeps && { ignoreDelete: true }) },
      was: { ...(wanted !== undefined && { type }), ...(keeps && { ignoreDelete }) },
    },
  ];
}

function ignoresChange({ folder, problems }: JudgedFolder): SyncthingChange[] {
  if (!problems.includes('state-syncs')) return [];
  const add = missingIgnores(folder.ignores);
  const { id, path } = folder;
  return [{ kind: 'ignores', id, path, add, lines: [...add, ...folder.ignores] }];
}
