import { join } from 'node:path';
import { ManifestIndex } from '../backup/manifest-index.js';
import { manifestIndexPath } from '../backup/open-index.js';
import { openStore } from '../backup/open-store.js';
import { StoreError } from '../backup/store.js';
import { requireOwnTarget } from '../backup/target-marker.js';
import { atTarget, type FolderTarget, type SshTarget, type Target } from '../backup/target.js';
import type { Fingerprint } from '../content/fingerprint.js';
import type { LibraryPaths } from '../library/paths.js';
import type { ManifestEntry } from '../plan/backup-facts.js';
import { type Apart, judgeApart, type SeenSite } from '../plan/judge-apart.js';
import type { CopyThere } from '../plan/judge-safety.js';
import type { SafeBackup } from '../report/safe.js';
import { identityAt } from '../scan/identity.js';
import { deviceOf } from '../system/disks.js';
import type { Surroundings } from '../system/exec.js';
import { type Medium, mediumOf, mediumOfDevice } from '../system/physical-disks.js';
import { quickLines } from '../system/quick-lines.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';
import { ownNames } from './own-names.js';
import { knownAtOf, probeTargets } from './status-backups.js';

/** The backups of a library, each as far as it may speak for a picture. */
export interface SafeSites {
  readonly backups: readonly SafeBackup[];
  /** What they have of a content, by what is on record here; where a target is a folder that is there, it is looked at. */
  copiesOf(content: Fingerprint): CopyThere[];
  close(): void;
}

/** One whose manifest is known here. */
interface OpenSite {
  readonly name: string;
  readonly index: ManifestIndex;
  readonly apart: Apart;
  /** absolute path of the photos, where they can be looked at */
  readonly gallery: string | undefined;
  readonly reached: 'now' | 'lately' | 'long ago';
}

/** What was heard of a target so long ago is still taken for true: 30 days. */
const lately = 30 * 86_400_000;

/** @param library its id */
export async function openSafeSites(
  context: Context,
  {
    paths,
    library,
    targets,
  }: { readonly paths: LibraryPaths; readonly library: string; readonly targets: readonly Target[] },
): Promise<SafeSites> {
  const around = { env: context.env };
  const gallery = mediumOf(paths.gallery);
  const sites: OpenSite[] = [];
  const backups: SafeBackup[] = [];
  for (const { name, target, is } of await probeTargets(context, paths, targets)) {
    if (!target) continue;
    const index = ManifestIndex.openToRead(manifestIndexPath(paths.state, name));
    if (!index) {
      backups.push({ target: name, counts: 'nothing-known' });
      continue;
    }
    const isHere = target.kind === 'folder' && is === 'there' && (await isTheOne(target, index, library));
    const knownAt = knownAtOf(paths, name, index);
    const isRecent = knownAt !== undefined && context.now().getTime() - Date.parse(knownAt) < lately;
    const apart = judgeApart(
      await siteOf(target, isHere, index, around),
      gallery,
      await namesHere(context, target),
    );
    const reached = isHere ? 'now' : isRecent ? 'lately' : 'long ago';
    sites.push({
      name,
      index,
      apart,
      reached,
      gallery: isHere ? join(target.to, atTarget.gallery) : undefined,
    });
    backups.push({ target: name, counts: apart.is, reached, ...(knownAt !== undefined && { knownAt }) });
  }
  return {
    backups,
    copiesOf: (content) => sites.flatMap((site) => copiesAt(site, content)),
    close() {
      for (const { index } of sites) index.close();
    },
  };
}

/** Whether what is there is the target that the index is about: two disks may take turns at one mount point. */
async function isTheOne(target: FolderTarget, index: ManifestIndex, library: string): Promise<boolean> {
  const store = openStore(target, { env: {} });
  try {
    return (await requireOwnTarget(store, library)).id === index.note('marker');
  } catch (error) {
    if (error instanceof StoreError || error instanceof PhotokeepError) return false;
    throw error;
  } finally {
    await store.close();
  }
}

async function siteOf(target: Target, isHere: boolean, index: ManifestIndex, around: Surroundings) {
  if (target.kind === 'ssh') return { kind: 'machine', host: await addressOf(target, around) } as const;
  const note = index.note('site');
  const seen = note === undefined || note === '' ? undefined : (JSON.parse(note) as SeenSite);
  return {
    kind: 'folder',
    // Of a remote only that counts which a backup has found out: it may be on this very disk.
    medium:
      target.kind === 'cloud' ? undefined : isHere ? mediumOf(target.to) : await unmounted(target, around),
    seen,
  } as const;
}

/** How this machine may be called by whoever wants to reach the target. */
async function namesHere(context: Context, target: Target): Promise<string[]> {
  const address = target.kind === 'ssh' ? await addressOf(target, { env: context.env }) : undefined;
  return ownNames(context, address);
}

/** A disk that is plugged in and not mounted can be told all the same. */
async function unmounted({ disk }: FolderTarget, around: Surroundings): Promise<Medium | undefined> {
  const device = disk === undefined ? undefined : await deviceOf(disk, around);
  return device === undefined ? undefined : mediumOfDevice(device);
}

/** The address behind a name of the user's ssh config. */
async function addressOf({ host }: SshTarget, around: Surroundings): Promise<string> {
  const lines = await quickLines('ssh', ['-G', '--', host.replace(/\[(.*)\]$/, '$1')], around);
  const address = lines.find((line) => line.startsWith('hostname '))?.slice('hostname '.length);
  return address ?? host.replace(/^.*@/, '');
}

/** What has ended is an older version, which expires, or will be one. */
function copiesAt({ name, index, apart, gallery, reached }: OpenSite, content: Fingerprint): CopyThere[] {
  const current = index.byContent(content).filter(({ endedAt }) => endedAt === undefined);
  return current.map((entry) => ({
    target: name,
    apart: apart.is === 'apart' ? apart.on : undefined,
    reached: gallery === undefined || isThere(gallery, entry) ? reached : 'missing',
    provenMs: entry.verifiedAt === undefined ? undefined : Date.parse(entry.verifiedAt),
    isWrong: entry.wrongAt !== undefined,
  }));
}

function isThere(gallery: string, { path, fingerprint }: ManifestEntry): boolean {
  return identityAt(join(gallery, path))?.size === fingerprint.size;
}
