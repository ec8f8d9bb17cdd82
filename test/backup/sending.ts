import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
  const bytes = Buffer.alloc(megabytes * 1024 * 1024);
  for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  writeFileSync(path, bytes);
}

export function isSameFile(a: string, b: string): boolean {
  return readFileSync(fsPath(a)).equals(readFileSync(fsPath(b)));
}

/** Paths of the files that have arrived. */
export function arrived({ answers }: Sent): string[] {
  return answers.flatMap((answer) => ('ok' in answer ? [answer.path] : [])).sort();
}
