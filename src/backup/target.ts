// A configured backup destination, as values. What can be done with one is its store (store.ts).

/** What all targets have in common. */
export interface TargetBase {
  readonly name: string;
  /** whether what was deleted in the Gallery is deleted at the target too (it goes to the versions) */
  readonly mirror: boolean;
  /** seconds for which replaced and deleted files stay in the versions */
  readonly keepVersions: number;
  /** share of what is backed up, 0 to 1, that one run may change or delete without being told to; at least 50 files */
  readonly maxChanged: number;
  /** share of the files that is read back and compared on every run, 0 to 1; at least 20 files */
  readonly verifySample: number;
  /** seconds after the last success from which on a target that cannot be reached is no longer silent */
  readonly staleAfter: number;
  /** five fields of a crontab line */
  readonly schedule: string | undefined;
}

/** A folder on this machine: most often the mount point of a second disk. */
export interface FolderTarget extends TargetBase {
  readonly kind: 'folder';
  /** absolute */
  readonly to: string;
  /** UUID of the file system that must be mounted there */
  readonly disk: string | undefined;
  /** seconds to wait for that disk: a timer may be switching it on */
  readonly waitForDisk: number;
  /** whether the run mounts the disk, and unmounts it afterwards */
  readonly mount: boolean;
}

/** A folder on another machine, reached by rsync over ssh. */
export interface SshTarget extends TargetBase {
  readonly kind: 'ssh';
  /** `user@host` or `host` */
  readonly host: string;
  /** absolute on that machine, or relative to the home directory there */
  readonly to: string;
  readonly port: number | undefined;
  /** absolute path of a private key */
  readonly identityFile: string | undefined;
}

/** What `backup local` serves. */
export type LocalTarget = FolderTarget | SshTarget;

/** A folder of a remote in rclone's config. */
export interface CloudTarget extends TargetBase {
  readonly kind: 'cloud';
  /** `mega-crypt:Photos` */
  readonly remote: string;
  /** whether a remote is refused that does not encrypt what it is given */
  readonly encrypted: boolean;
  /** bytes a second or times of day, as rclone's `--bwlimit` has it */
  readonly bwlimit: string | undefined;
  /** seconds of a run after which no further file is begun */
  readonly stopAfter: number | undefined;
  /** what of the Gallery goes there, and what of that first */
  readonly choice: CloudChoice;
}

/** What of the Gallery is sent to a place that may be too small or too slow for all of it. */
export interface CloudChoice {
  /** globs; everything where there is none */
  readonly include: readonly string[];
  /** globs */
  readonly exclude: readonly string[];
  /** bytes; of any size where undefined */
  readonly maxFileSize: number | undefined;
  readonly order: 'newest' | 'oldest';
}

export type Target = LocalTarget | CloudTarget;

/** The command that backs up to a target. */
export function commandFor({ kind }: Pick<Target, 'kind'>): 'backup local' | 'backup cloud' {
  return kind === 'cloud' ? 'backup cloud' : 'backup local';
}

/** Where everything lies at a target, relative to its `to`. The photos are where BACKUP.sh put them. */
export const atTarget = {
  gallery: 'Gallery',
  marker: '.photokeep-target.json',
  manifest: '.photokeep-manifest.jsonl.gz',
  /** which manifest that is, so that the whole of it need not be read to know */
  manifestId: '.photokeep-manifest.json',
  /** the library's own state: id, ledger, journals, config, crontab block, fstab line */
  state: '.photokeep-state',
  versions: '.photokeep-versions',
  /** files that are just arriving */
  partial: '.photokeep-partial',
} as const;
