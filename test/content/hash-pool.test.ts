import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createFingerprinter } from '../../src/content/fingerprint.js';
import { createHashPool, type HashPool } from '../../src/content/hash-pool.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';

const folder = temporaryFolder();
const pools: HashPool[] = [];

function pool(workers?: number): HashPool {
  const made = createHashPool(workers);
  pools.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((open) => open.close()));
});

/** Files of growing size, so that later ones are finished in another order than they were asked for. */
function files(count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder(), `${String(index)}.jpg`);
    writeFileSync(path, Buffer.alloc((count - index) * 1000, `photo ${String(index)}`));
    return path;
  });
}

describe.each([1, 2, 4])('with %d workers', (workers) => {
  test('many files are answered in the order of their paths', async () => {
    const paths = files(150);
    const fingerprint = await createFingerprinter();

    expect(await pool(workers).fingerprints(paths)).toEqual(paths.map((path) => fingerprint(path)));
  });

  test('several lists at once are kept apart', async () => {
    const paths = files(60);
    const fingerprint = await createFingerprinter();
    const open = pool(workers);
    const lists = [paths, [...paths].reverse(), paths.slice(20, 21), []];
    const answers = await Promise.all(lists.map((list) => open.fingerprints(list)));

    expect(answers).toEqual(lists.map((list) => list.map((path) => fingerprint(path))));
  });
});

test('a pool answers again and again', async () => {
  const [path] = files(1) as [string];
  const open = pool();
  const first = await open.fingerprints([path]);

  expect(await open.fingerprints([path, path])).toEqual([...first, ...first]);
});

test('a file that cannot be read is answered with the code of the error, the others with theirs', async () => {
  const [first, second] = files(2) as [string, string];
  const odd = join(folder(), 'caf\udce9.jpg');
  writeFileSync(fsPath(odd), 'a');
  const answers = await pool().fingerprints([first, join(folder(), 'missing.jpg'), folder(), odd, second]);

  expect(answers.map((answer) => ('error' in answer ? answer.error : answer.fingerprint.size))).toEqual([
    ...[2000, 'ENOENT', 'EISDIR', 1, 1000],
  ]);
});

test('a file without permission is answered with EACCES', () => {
  const [path] = files(1) as [string];
  chmodSync(path, 0o000);
  chmodSync(folder(), 0o755);

  expect(hashInAnotherProcess([path], 65534)).toBe(JSON.stringify([{ error: 'EACCES' }]));
});

test('no files: no answer, and no thread', async () => {
  const threads = (): number => readdirSync('/proc/self/task').length;
  const before = threads();

  expect(await pool().fingerprints([])).toEqual([]);
  expect(threads()).toBe(before);
});

test('after close no thread keeps the process from ending', () => {
  expect(hashInAnotherProcess([join(folder(), 'missing.jpg')])).toBe(JSON.stringify([{ error: 'ENOENT' }]));
});

test('when no thread can be started, everybody who waits is told, and nobody waits for ever', () => {
  // Threads inherit the options of the process, and --input-type does not go with a file.
  const script = `
    import { createHashPool } from '${new URL('../../src/content/hash-pool.js', import.meta.url).href}';
    const pool = createHashPool(1);
    const lists = [['a', 'b'], ['c'], Array.from({ length: 40 }, () => 'd')];
    const settled = await Promise.allSettled(lists.map((paths) => pool.fingerprints(paths)));
    await pool.close();
    process.stdout.write(settled.map(({ status }) => status).join(' '));
  `;

  expect(runNode(['--input-type=module', '-e', script])).toBe('rejected rejected rejected');
});

test('a pool that was never used closes too', async () => {
  await expect(pool().close()).resolves.toBeUndefined();
});

/** What a process says that hashes, closes the pool, and then has to end by itself. */
function hashInAnotherProcess(paths: readonly string[], uid?: number): string {
  const script = join(folder(), 'hash.mjs');
  writeFileSync(
    script,
    `import { createHashPool } from '${new URL('../../src/content/hash-pool.js', import.meta.url).href}';
    const pool = createHashPool(2);
    const answers = await pool.fingerprints(process.argv.slice(2));
    await pool.close();
    process.stdout.write(JSON.stringify(answers));`,
  );
  return runNode([script, ...paths], uid);
}

function runNode(args: readonly string[], uid?: number): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, args, {
    ...{ encoding: 'utf8', timeout: 60_000, cwd: '/' },
    ...(uid !== undefined && process.getuid?.() === 0 && { uid }),
  });
  return status === 0 ? stdout : `exit code ${String(status)}: ${stderr}`;
}
