import { randomUUID } from 'node:crypto';
import type { KnownFile, ManifestEntry } from '../plan/backup-facts.js';
import { encodeId, encodeManifest, type ManifestHeader } from './manifest-file.js';
import type { ManifestIndex, Occasion } from './manifest-index.js';
import { type ManifestPlace, type ManifestStore, openIndex } from './open-index.js';
import { lookText } from './manifest-rows.js';
import { atTarget } from './target.js';

/** What the manifest at the target does not say yet: nothing, only proofs, or what is there. */
export type Unsaved = 'nothing' | 'proofs' | 'changes';

/** A file that has another path in the Gallery than at the target. Paths are relative to the Gallery. */
export interface KnownMove {
  readonly from: string;
  readonly source: KnownFile;
}

/**
 * The manifest of a target, open: what is there, as recorded, and what is being recorded. Everything is on this
 * machine's disk when a method returns; `save` brings it to the target.
 */
export class Manifest {
  private constructor(
    /** to ask what is there */
    readonly index: ManifestIndex,
    private readonly store: ManifestStore,
    private readonly library: string,
  ) {}

  /**
   * Opens it; reads what is at the target only when this machine does not know that already.
   *
   * @param mode `look` writes nothing, neither here nor there
   * @throws PhotokeepError `usage` for a newer format; `refused` when the manifest at the target is damaged or
   *   another library's
   * @throws StoreError
   */
  static async open(
    store: ManifestStore,
    place: ManifestPlace,
    mode: 'change' | 'look' = 'change',
  ): Promise<Manifest> {
    return new Manifest(await openIndex(store, place, mode), store, place.library);
  }

  close(): void {
    this.index.close();
  }

  unsaved(): Unsaved {
    // A crash while it was written leaves open what the target has.
    if (this.index.note('writing') !== this.index.note('manifest')) return 'changes';
    return (this.index.note('unsaved') ?? 'nothing') as Unsaved;
  }

  /**
   * From now on, what is overwritten or set aside goes to this folder. To be called before the first file is sent.
   *
   * @param version folder below the versions
   */
  attempting(version: string): void {
    this.index.change(() => {
      this.index.setNote('attempt', version);
      this.index.setNote('open attempts', [...this.openAttempts(), version].join(' '));
    });
  }

  /** Folders below the versions that something may have gone to without its being recorded. */
  openAttempts(): string[] {
    return (this.index.note('open attempts') ?? '').split(' ').filter((version) => version !== '');
  }

  /** All that went to the folders of the open attempts is recorded. */
  attemptsRecorded(): void {
    if (this.openAttempts().length > 0) this.index.setNote('open attempts', '');
  }

  /**
   * What lies in the folder of an attempt, whether or not that was recorded. Of a path, it is what the attempt's run
   * replaced; where the run was cut off before it could record what came instead, it is what seems to be there still.
   */
  liesAside(version: string, paths: readonly string[], at: string): void {
    const isRecorded = (path: string): boolean =>
      this.index.historyOf(path).some((entry) => entry.version === version);
    const unrecorded = paths.filter((path) => !isRecorded(path));
    if (unrecorded.length === 0) return;
    this.record('changes', () => {
      for (const path of unrecorded) {
        const run = this.index.currentAt(path)?.run;
        if (run === undefined || version.startsWith(`${run}-`)) this.index.leavePlace(path, version);
        else this.index.end(path, { endedAt: at, version });
      }
    });
  }

  /**
   * Files that are at the target now: sent, or found there. What a sent one replaced is in the folder of the attempt
   * (`liesAside`); a content that was there before, and had vanished or decayed, is there again.
   */
  arrived(files: readonly KnownFile[], { at, run }: Occasion): void {
    if (files.length === 0) return;
    this.record('changes', () => {
      for (const file of files) {
        const before = this.index.currentAt(file.path);
        const isSame = before?.fingerprint.size === file.size && before.fingerprint.hash === file.hash;
        if (isSame) this.index.deleteCurrent(file.path);
        else this.index.end(file.path, { endedAt: at });
        this.index.insert({ ...asSent(file), sentAt: isSame ? before.sentAt : at, run });
      }
    });
  }

  /** Files that are to be renamed at the target. To be called before, so that a run that is cut off leaves no doubt. */
  moving(moves: readonly KnownMove[]): void {
    this.index.setNote('moving', JSON.stringify(moves));
  }

  /** Renames of which it is not known whether they were done. */
  openMoves(): KnownMove[] {
    const note = this.index.note('moving') ?? '';
    return note === '' ? [] : (JSON.parse(note) as KnownMove[]);
  }

  /** Files that were renamed at the target, and no others are to be. What was proven of their bytes stays so. */
  moved(moves: readonly KnownMove[], { at, run }: Occasion): void {
    this.record('changes', () => {
      this.index.setNote('moving', '');
      for (const { from, source } of moves) {
        const verifiedAt = this.index.currentAt(from)?.verifiedAt;
        this.index.end(from, { endedAt: at, movedTo: source.path });
        this.index.end(source.path, { endedAt: at });
        this.index.insert({
          ...{ ...asSent(source), sentAt: at, run },
          ...(verifiedAt !== undefined && { verifiedAt }),
        });
      }
    });
  }

  /** Files that are gone from the Gallery. @param aside whether they were set aside, or stay where they are */
  ended(paths: readonly string[], { at }: Pick<Occasion, 'at'>, aside: boolean): void {
    if (paths.length === 0) return;
    const version = aside ? this.index.note('attempt') : undefined;
    this.record('changes', () => {
      for (const path of paths) {
        this.index.end(path, { endedAt: at, ...(version !== undefined && { version }) });
      }
    });
  }

  /** Files with new times or inodes whose contents are at the target. */
  refreshed(files: readonly KnownFile[]): void {
    this.record('changes', () => {
      for (const file of files) this.index.setLook(file.path, lookText(asSent(file)));
    });
  }

  /** Files whose bytes were read back from the target and were right. @param at ISO 8601 */
  verified(paths: readonly string[], at: string): void {
    this.record('proofs', () => {
      for (const path of paths) this.index.setProof(path, { verifiedAt: at });
    });
  }

  /** Files that were read back and were not right, or not there: the next backup sends them again. */
  disproved(paths: readonly string[], at: string): void {
    this.record('changes', () => {
      for (const path of paths) this.index.setProof(path, { wrongAt: at });
    });
  }

  /** The same for contents of which each may be a file's, a version's or a deleted file's. */
  checked({ right, wrong }: Readonly<Record<'right' | 'wrong', readonly ManifestEntry[]>>, at: string): void {
    this.record(wrong.length > 0 ? 'changes' : 'proofs', () => {
      for (const entry of right) this.index.setProofOf(entry, { verifiedAt: at });
      for (const entry of wrong) this.index.setProofOf(entry, { wrongAt: at });
    });
  }

  /** Versions folders that were removed, with all that they held. */
  pruned(versions: readonly string[]): void {
    this.record('changes', () => {
      for (const version of versions) this.index.deleteVersion(version);
    });
  }

  /** All that a run did is recorded: from here on `--at RUN` can name it. */
  runEnded(occasion: Occasion): void {
    this.record('changes', () => {
      this.index.insertRun(occasion);
    });
  }

  /** Writes the manifest at the target. What is recorded meanwhile stays unsaved. @throws StoreError */
  async save({ at, run }: Occasion): Promise<void> {
    const header: ManifestHeader = {
      ...{ id: randomUUID(), library: this.library, target: this.store.target.name },
      ...{ run, writtenAt: at },
    };
    const content = encodeManifest(header, this.index);
    // From here on either of both may be at the target after a crash.
    this.index.setNote('writing', header.id);
    this.index.setNote('unsaved', 'nothing');
    // The id first: one that stands beside an older manifest only makes the next run read that.
    await this.store.writeSmall(atTarget.manifestId, encodeId(header));
    await this.store.writeSmall(atTarget.manifest, content);
    this.index.setNote('manifest', header.id);
  }

  private record(what: Exclude<Unsaved, 'nothing'>, work: () => void): void {
    this.index.change(() => {
      work();
      if (what === 'changes' || this.index.note('unsaved') !== 'changes') this.index.setNote('unsaved', what);
    });
  }
}

function asSent({ path, size, hash, mtimeMs, ctimeMs, ino }: KnownFile) {
  return { path, fingerprint: { size, hash }, mtimeMs, ctimeMs, ino };
}
