import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll } from '@jest/globals';

/**
 * A storage of buckets on 127.0.0.1, in a process of its own: keys and no folders, and nothing can be renamed, as
 * Amazon's S3 has it.
 *
 * @param bucket the only one that there is
 * @returns its port
 */
export function s3ForAllTests(bucket: string): () => number {
  let child: ChildProcess | undefined;
  let port = 0;
  beforeAll(async () => {
    const script = `import { serve } from ${JSON.stringify(new URL('s3-server.js', import.meta.url).href)}; await serve(${JSON.stringify(bucket)});`;
    const started = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    const [said] = (await once(started.stdout, 'data')) as [Buffer];
    port = Number(said.toString());
  });
  afterAll(() => {
    child?.kill('SIGKILL');
  });
  return () => port;
}
