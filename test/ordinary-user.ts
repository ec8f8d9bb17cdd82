import { chmodSync } from 'node:fs';

const nobody = 65534;

/**
 * Does synchronous work as a user whom permissions stop, also where the tests run as root.
 *
 * @param folder a temporary folder, which that user may then enter
 */
export function asOrdinaryUser<T>(folder: string, work: () => T): T {
  if (process.geteuid?.() !== 0 || !process.seteuid) return work();
  chmodSync(folder, 0o755);
  process.seteuid(nobody);
  try {
    return work();
  } finally {
    process.seteuid(0);
  }
}
