import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { createFingerprinter, type Fingerprint } from '../../src/content/fingerprint.js';
import { createHashPool, type HashPool } from '../../src/content/hash-pool.js';
import { execute } from '../../src/execute/execute.js';
import { Journal } from '../../src/library/journal.js';
import { libraryPaths } from '../../src/library/paths.js';
import type {
  Action,
  CopyAction,
  DeleteAction,
  MoveAction,
  Outcome,
  ReflinkAction,
  TrashAction,
} from '../../src/plan/actions.js';
import { type FileIdentity, identityAt } from '../../src/scan/identity.js';
import { fsPath } from '../../src/system/fs-path.js';

// Actions on real files, as a plan would hold them, and the executor to carry them out.

const fingerprintOf = await createFingerprinter();
let lastId = 0;

/** Makes a file and its folders. @returns its path */
export function file(path: string, content: string): string {
  mkdirSync(fsPath(dirname(path)), { recursive: true });
  writeFileSync(fsPath(path), content);
  return path;
}

/** Writes into a file as another program would: same inode, new times. */
export function overwrite(path: string, content: string): void {
  const descriptor = openSync(fsPath(path), 'r+');
  writeSync(descriptor, content);
  closeSync(descriptor);
}

export function moveOf(source: string, target: string): MoveAction {
  return { kind: 'move', ...lookedAt(source), target };
}

export function copyOf(source: string, target: string, removeSource: boolean): CopyAction {
  return { kind: 'copy', ...lookedAt(source), target, removeSource };
}

export function trashOf(source: string, target: string, keep: string): TrashAction {
  return { kind: 'trash', ...lookedAt(source), target, keep };
}

export function deleteOf(source: string, keep?: string): DeleteAction {
  return { kind: 'delete', ...lookedAt(source), ...(keep !== undefined && { keep }) };
}

export function reflinkOf(source: string, keep: string): ReflinkAction {
  return { kind: 'reflink', ...lookedAt(source), keep };
}

interface LookedAt {
  readonly id: number;
  readonly source: string;
  readonly identity: FileIdentity;
  readonly fingerprint: Fingerprint;
}

function lookedAt(source: string): LookedAt {
  const identity = identityAt(source);
  if (!identity) throw new Error(`there is no ${source}`);
  return { id: ++lastId, source, identity, fingerprint: fingerprintOf(source).fingerprint };
}

/** What may happen around the executor, to stand for other programs that are at work at the same time. */
export interface Meanwhile {
  /** all copies of a batch lie under their temporary names */
  readonly whileVerifying?: (temporaries: readonly string[]) => void;
  /** an empty file holds the name of the target */
  readonly whileReserved?: (action: number) => void;
  readonly isInterrupted?: () => boolean;
}

/** Carries actions out below a state folder of their own. @returns reasons of what failed, `done` for the rest */
export async function carryOut(
  stateRoot: string,
  actions: readonly Action[],
  { whileVerifying, whileReserved, isInterrupted = () => false }: Meanwhile = {},
): Promise<Outcome[]> {
  const paths = libraryPaths(stateRoot, 'library');
  mkdirSync(paths.openJournals, { recursive: true });
  const header = { run: `run-${String(++lastId)}`, command: 'import', args: [], startedAt: '', pid: 1 };
  const journal = Journal.start(paths, header);
  const reserved = journal.reserved.bind(journal);
  journal.reserved = (action, ino) => {
    reserved(action, ino);
    whileReserved?.(action);
  };
  const pool = createHashPool(1);
  const hashes: HashPool = {
    fingerprints(files) {
      if (files.length > 0) whileVerifying?.(files);
      return pool.fingerprints(files);
    },
    close: () => pool.close(),
  };
  const outcomes: Outcome[] = [];
  try {
    for await (const some of execute(actions, { journal, hashes, isInterrupted })) outcomes.push(...some);
  } finally {
    await pool.close();
  }
  journal.close({ end: 'finished' });
  return outcomes;
}

/** `done`, or why not, for each outcome. */
export function endsOf(outcomes: readonly Outcome[]): string[] {
  return outcomes.map((outcome) => (outcome.status === 'done' ? 'done' : outcome.reason));
}
