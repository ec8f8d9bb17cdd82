import { networkInterfaces } from 'node:os';
import { quickLines } from '../system/quick-lines.js';
import type { Context } from './context.js';

/**
 * Names and addresses of this machine.
 *
 * @param asked a name or address that may be one that only the network knows: it is among them if it leads here
 */
export async function ownNames({ host, env }: Context, asked: string | undefined): Promise<string[]> {
  const addresses = Object.values(networkInterfaces()).flatMap((some) =>
    (some ?? []).map(({ address }) => address),
  );
  const own = [host, ...addresses];
  if (asked === undefined) return own;
  const found = (await quickLines('getent', ['ahosts', asked], { env })).map(
    (line) => line.split(/\s/)[0] ?? '',
  );
  return found.some((each) => addresses.includes(each)) ? [...own, asked] : own;
}
