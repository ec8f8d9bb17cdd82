import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileAnswer, SendOptions, Store } from '../../src/backup/store.js';
import { fsPath } from '../../src/system/fs-path.js';

/** What came of a call to `send`; it does not throw. */
export interface Sent {
  readonly answers: readonly FileAnswer[];
  readonly failure: unknown;
}

let runs = 0;

/** Sends files to the Gallery of a target. */
export async function sendTo(
  store: Store,
  from: string,
  paths: readonly string[],
  options: Partial<SendOptions> = {},
): Promise<Sent> {
  const answers: FileAnswer[] = [];
  const failure = await store
    .send(paths, {
      from,
      into: 'Gallery',
      versions: `.photokeep-versions/sent-${String(++runs)}`,
      ignoreTimes: false,
      onFile: (answer) => answers.push(answer),
      onBytes: () => undefined,
      ...options,
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  return { answers, failure };
}

/** Makes a file of so many megabytes that does not compress. */
export function writeBig(path: string, megabytes: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, randomBytes(megabytes * 1024 * 1024));
}

/** Calls back as soon as a file that is arriving has some content, long before it is whole if it is large. */
export async function whileArriving(
  working: string,
  sending: Promise<Sent>,
  then: () => void,
): Promise<Sent> {
  const isArriving = (): boolean =>
    existsSync(working) &&
    readdirSync(working).some(
      (name) => (statSync(join(working, name), { throwIfNoEntry: false })?.size ?? 0) > 0,
    );
  const over = new AbortController();
  const sent = sending.finally(() => {
    over.abort();
  });
  while (!over.signal.aborted && !isArriving()) await sleep(2);
  then();
  return sent;
}

export function isSameFile(a: string, b: string): boolean {
  return readFileSync(fsPath(a)).equals(readFileSync(fsPath(b)));
}

/** Paths of the files that have arrived. */
export function arrived({ answers }: Sent): string[] {
  return answers.flatMap((answer) => ('ok' in answer ? [answer.path] : [])).sort();
}
