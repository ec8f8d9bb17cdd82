import type { AssetEvent, ImportSummary, StoppedSummary } from '../src/report/reporter.js';

export type Line = Readonly<Record<string, unknown>>;

/** What `--json` printed, line by line. */
export function jsonLines(stdout: string): Line[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

export function assetEvents(stdout: string): AssetEvent[] {
  return jsonLines(stdout).filter(({ event }) => event === 'asset') as unknown as AssetEvent[];
}

/** The last line, which every run ends with. */
export function summaryOf(stdout: string): ImportSummary & Partial<StoppedSummary> {
  return jsonLines(stdout).at(-1) as unknown as ImportSummary & Partial<StoppedSummary>;
}

/** The reason for which each file was left or failed, by a path; the rest is undefined. */
export function reasonsBy(
  stdout: string,
  nameOf: (path: string) => string,
): Record<string, string | undefined> {
  return Object.fromEntries(assetEvents(stdout).map(({ path, reason }) => [nameOf(path), reason]));
}
