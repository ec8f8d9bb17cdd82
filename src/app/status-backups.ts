import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LackingFiles, readLackingFiles } from '../backup/lacking-files.js';
import { ManifestIndex } from '../backup/manifest-index.js';
import { manifestIndexPath } from '../backup/open-index.js';
import { placeText } from '../backup/target-marker.js';
import { atTarget, type FolderTarget, type Target } from '../backup/target.js';
import { readJsonObject } from '../library/durable-file.js';
import { readJob } from '../library/job-record.js';
import { readLibraryMarker } from '../library/marker.js';
import { readUncovered } from '../library/uncovered.js';
import type { LibraryPaths } from '../library/paths.js';
import type { UncoveredByReason } from '../plan/choose-sends.js';
import type { BackupStatus } from '../report/status.js';
import { type FolderProbe, probeFolder } from '../system/probe-folder.js';
import { coverageOf } from './backup-coverage.js';
import type { Context } from './context.js';

/** A target, and how its folder answered; another machine is not asked. */
export interface ProbedTarget {
  readonly name: string;
  /** undefined for one that is not in the config */
  readonly target: Target | undefined;
  readonly probe: FolderProbe | undefined;
  readonly is: BackupStatus['is'];
}

/** Looks for the configured targets, and for those that something is on record about. */
export async function probeTargets(
  { env }: Context,
  { targets: folder, marker }: Pick<LibraryPaths, 'targets' | 'marker'>,
  configured: readonly Target[],
): Promise<ProbedTarget[]> {
  const library = readLibraryMarker(marker)?.id;
  const known = existsSync(folder) ? readdirSync(folder).sort() : [];
  const others = known.filter((name) => !configured.some((target) => target.name === name));
  const probed = await Promise.all(
    configured.map(async (target): Promise<ProbedTarget> => {
      const { name } = target;
      if (target.kind !== 'folder') return { name, target, probe: undefined, is: 'unasked' };
      const probe = await probeFolder(target.to, { env });
      return { name, target, probe, is: probe.is === 'there' ? isOurs(target, library) : awayOr(probe) };
    }),
  );
  return [
    ...probed,
    ...others.map((name): ProbedTarget => ({ name, target: undefined, probe: undefined, is: 'unasked' })),
  ];
}

function awayOr(probe: FolderProbe): BackupStatus['is'] {
  return probe.is === 'silent' ? 'silent' : 'away';
}

/** An empty mount point, or another disk there, is not the target. */
function isOurs({ to, name }: FolderTarget, library: string | undefined): 'there' | 'away' {
  try {
    const marker = readJsonObject(join(to, atTarget.marker));
    return marker?.['name'] === name && marker['library'] === library ? 'there' : 'away';
  } catch {
    return 'away';
  }
}

/** The backups of a library, by what is known here of them; and what is in none of them. */
export function readBackups(
  paths: Pick<LibraryPaths, 'state' | 'jobs' | 'catalog' | 'targets'>,
  targets: readonly ProbedTarget[],
  { nowMs, listed }: { readonly nowMs: number; readonly listed: boolean },
): { readonly backups: BackupStatus[]; readonly lacking: LackingFiles | undefined } {
  const indexes = new Map(
    targets.flatMap(({ name }) => {
      const index = ManifestIndex.openToRead(manifestIndexPath(paths.state, name));
      return index ? [[name, index] as const] : [];
    }),
  );
  try {
    const files = new Map([...indexes.keys()].map((name) => [name, manifestIndexPath(paths.state, name)]));
    const lacking = readLackingFiles(paths.catalog, files, { listed });
    const backups = targets.map((target) => {
      const index = indexes.get(target.name);
      const status = statusOf(paths, target, index, nowMs);
      // Of a target that nothing is known about, everything is.
      const amount = index ? lacking?.at.get(target.name) : lacking?.everything;
      return { ...status, ...(amount && { lacking: amount }) };
    });
    return { backups, lacking };
  } finally {
    for (const index of indexes.values()) index.close();
  }
}

/** Of a target that is in the config no more, as of one that is. */
const usualStaleAfter = 3 * 86_400;

function statusOf(
  paths: Pick<LibraryPaths, 'jobs' | 'targets'>,
  { name, target, is }: ProbedTarget,
  index: ManifestIndex | undefined,
  nowMs: number,
): Omit<BackupStatus, 'lacking'> {
  const lastSuccess = readJob(paths, `backup ${name}`).lastSuccess?.endedAt;
  const knownAt = knownAtOf(paths, name, index);
  const staleAfter = target?.staleAfter ?? usualStaleAfter;
  const uncovered = readUncovered(paths, name);
  const covered = index && coverageOf(index, nowMs);
  return {
    ...{ target: name, place: target && placeText(target), is, staleAfter },
    isStale: lastSuccess === undefined || nowMs - Date.parse(lastSuccess) > staleAfter * 1000,
    ...{ files: covered?.coverage.files ?? 0, bytes: covered?.bytes ?? 0, wrong: index?.wrong().length ?? 0 },
    ...(lastSuccess !== undefined && { lastSuccess }),
    ...(knownAt !== undefined && { knownAt }),
    ...(covered && { coverage: covered.coverage }),
    ...(uncovered && { uncovered: amountsOf(uncovered.reasons) }),
  };
}

function amountsOf(reasons: UncoveredByReason): BackupStatus['uncovered'] {
  return Object.fromEntries(
    Object.entries(reasons).map(([reason, { files, bytes }]) => [reason, { files, bytes }]),
  );
}

/** When something was last learned about what a target holds, ISO 8601: a backup or a verification there was fine. */
export function knownAtOf(
  paths: Pick<LibraryPaths, 'jobs'>,
  target: string,
  index: ManifestIndex | undefined,
): string | undefined {
  const fine = [`backup ${target}`, `verify ${target}`].map(
    (job) => readJob(paths, job).lastSuccess?.endedAt,
  );
  return [...fine, index?.runs().at(-1)?.at]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
}
