import { printable } from './printable.js';
import { tableText } from './table.js';

// What `mount` and `unmount` print.

interface Mounted {
  readonly name: string | undefined;
  readonly remote: string;
  readonly point: string;
  readonly result: 'mounted' | 'again' | 'there' | 'unmounted' | 'not mounted';
}

interface Listed {
  readonly name: string;
  readonly remote: string;
  readonly point: string;
  readonly state: 'mounted' | 'dead' | 'other' | 'none';
}

const words: Readonly<Record<Mounted['result'], (remote: string, point: string) => string>> = {
  mounted: (remote, point) => `${remote} is mounted at ${point}`,
  again: (remote, point) => `${remote} had stopped answering, and is mounted again at ${point}`,
  there: (remote, point) => `${remote} is mounted at ${point} already`,
  unmounted: (_, point) => `${point} is unmounted`,
  'not mounted': (_, point) => `nothing is mounted at ${point}`,
};

const states: Readonly<Record<Listed['state'], string>> = {
  ...{ mounted: 'mounted', dead: 'does not answer', other: 'something else is mounted', none: 'not mounted' },
};

/** For people. */
export function mountText(results: readonly Mounted[], dryRun: boolean): string {
  const would = dryRun ? 'would be so: ' : '';
  return results
    .map(({ result, remote, point }) => `${would}${words[result](printable(remote), printable(point))}\n`)
    .join('');
}

/** For people: one line for each mount of the config. */
export function mountListText(mounts: readonly Listed[]): string {
  if (mounts.length === 0) return 'The config names no mounts.\n';
  const rows = mounts.map(({ name, remote, point, state }) =>
    [name, remote, point, states[state]].map(printable),
  );
  return tableText([['NAME', 'REMOTE', 'HERE', ''], ...rows]);
}

/** For programs: a line for each mount, the summary last. */
export function mountJson(command: string, mounts: readonly (Mounted | Listed)[], dryRun: boolean): string {
  return [
    ...mounts.map((mount) => ({ event: 'mount', ...mount })),
    { event: 'summary', schema: 1, command, dryRun, mounts: mounts.length, exitCode: 0 },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}
