import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../src/system/die-with-us.js';

/** A `perl` for the front of PATH that writes down each start before it becomes the real one: exiftool is perl. */
export interface CountedPerl {
  /** the PATH to run with */
  readonly path: string;
  starts(): number;
}

export function countedPerl(folder: string): CountedPerl {
  const log = join(folder, 'starts');
  const perl = findProgram('perl', process.env['PATH']) ?? 'perl';
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'perl'), `#!/bin/sh\necho start >> '${log}'\nexec '${perl}' "$@"\n`, {
    mode: 0o755,
  });
  return {
    path: `${folder}:${process.env['PATH'] ?? ''}`,
    starts: () => (existsSync(log) ? readFileSync(log, 'utf8').split('start').length - 1 : 0),
  };
}
