import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from '@jest/globals';

/**
 * What a test needs beyond Node: `'the right to mount'` (root, also inside a container that allows it), a file
 * (`/dev/fuse`), or a program by its name.
 */
type Requirement = string;

/** A test that is skipped, with the reason in its name, where something is missing; with `CI=true` it fails there. */
export function testWith(
  requirements: readonly Requirement[],
  name: string,
  run: () => void | Promise<void>,
): void {
  const missing = requirements.filter((requirement) => !isThere(requirement));
  if (missing.length === 0) test(name, run);
  else if (process.env['CI'] === 'true') test(name, () => refuse(missing));
  else test.skip(`${name} (needs ${missing.join(', ')})`, run);
}

/** The same choice for a group of tests that share their preparation. */
export function describeWith(requirements: readonly Requirement[], name: string, tests: () => void): void {
  const missing = requirements.filter((requirement) => !isThere(requirement));
  if (missing.length === 0) describe(name, tests);
  else if (process.env['CI'] === 'true') test(name, () => refuse(missing));
  else describe.skip(`${name} (needs ${missing.join(', ')})`, tests);
}

function refuse(missing: readonly Requirement[]): never {
  throw new Error(`CI must have everything that the tests need; missing: ${missing.join(', ')}`);
}

function isThere(requirement: Requirement): boolean {
  if (requirement === 'the right to mount') return mayMount();
  if (requirement.startsWith('/')) return existsSync(requirement);
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => isExecutable(join(folder, requirement)));
}

/** Bit 21 of the effective capabilities, CAP_SYS_ADMIN in linux/capability.h: root in most containers lacks it. */
function mayMount(): boolean {
  if (!existsSync('/proc/self/status')) return false;
  const [, capabilities] = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return ((BigInt(`0x${capabilities ?? '0'}`) >> 21n) & 1n) === 1n;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
