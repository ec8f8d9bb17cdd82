import { PhotokeepError } from '../app/errors.js';
import { type Surroundings, runProgram } from './exec.js';

/** A file system on a disk of this machine. */
export interface FileSystem {
  /** such as `/dev/sda1` */
  readonly device: string;
  readonly uuid: string;
  readonly label: string | undefined;
  /** of its partition, by which Raspberry Pi OS names its disks */
  readonly partUuid: string | undefined;
  /** ext4, exfat, btrfs… */
  readonly type: string;
  /** bytes; undefined where nobody says */
  readonly size: number | undefined;
  /** mount points; empty when it is mounted nowhere */
  readonly mountedAt: readonly string[];
}

/** Contents of a disk that hold no files by themselves. */
const noFiles = /^(swap|crypto_LUKS|LVM2_member|linux_raid_member|zfs_member|bcache|squashfs|iso9660)$/;

interface BlockDevice {
  readonly path: string;
  readonly label: string | null;
  readonly size: number | string | null;
  readonly uuid: string | null;
  readonly partuuid: string | null;
  readonly fstype: string | null;
  readonly mountpoints: readonly (string | null)[];
}

/**
 * The file systems on the disks of this machine.
 *
 * @throws PhotokeepError `external` without lsblk
 */
export async function listFileSystems(around: Surroundings): Promise<FileSystem[]> {
  const columns = 'PATH,LABEL,SIZE,UUID,PARTUUID,FSTYPE,MOUNTPOINTS';
  const text = await outputOf('lsblk', ['--json', '--list', '--bytes', '--output', columns], around);
  const { blockdevices } = JSON.parse(text ?? '{"blockdevices":[]}') as { blockdevices: BlockDevice[] };
  const found: Candidate[] = await Promise.all(
    blockdevices.map(async ({ path, label, size, uuid, partuuid, fstype, mountpoints }) => {
      const known = { uuid: uuid ?? undefined, type: fstype ?? undefined, label: label ?? undefined };
      // lsblk asks udev, which in a container or right after mkfs knows nothing: blkid looks at the disk.
      const probed = known.uuid === undefined ? await probe(path, around) : undefined;
      return {
        ...{ device: path, ...(probed ?? known), size: size === null ? undefined : Number(size) },
        partUuid: partuuid ?? undefined,
        mountedAt: mountpoints.filter((point): point is string => point?.startsWith('/') === true),
      };
    }),
  );
  return found.filter(isFileSystem);
}

/** A block device, which may have a file system that holds files. */
type Candidate = Omit<FileSystem, 'uuid' | 'type'> & {
  readonly uuid: string | undefined;
  readonly type: string | undefined;
};

function isFileSystem(candidate: Candidate): candidate is FileSystem {
  return candidate.uuid !== undefined && candidate.type !== undefined && !noFiles.test(candidate.type);
}

/**
 * The file system that a user names.
 *
 * @param name a device, `UUID=…` or `LABEL=…`
 * @returns undefined where no disk that is there has it
 * @throws PhotokeepError `usage` for a label that several have
 */
export async function findFileSystem(name: string, around: Surroundings): Promise<FileSystem | undefined> {
  const all = await listFileSystems(around);
  const [, tag, value] = /^(UUID|LABEL)=(.*)$/.exec(name) ?? [];
  const matches = all.filter(({ device, uuid, label }) =>
    tag === 'UUID'
      ? uuid.toLowerCase() === value?.toLowerCase()
      : tag === 'LABEL'
        ? label === value
        : device === name,
  );
  if (matches.length > 1) {
    const devices = matches.map(({ device }) => device).join(', ');
    throw new PhotokeepError('usage', `${name} is the label of ${devices}`, 'name one of them by its UUID');
  }
  return matches[0];
}

/** What blkid reads from the disk itself; undefined for a disk without a file system, or one that may not be read. */
async function probe(
  device: string,
  around: Surroundings,
): Promise<(Pick<FileSystem, 'label'> & { uuid: string | undefined; type: string | undefined }) | undefined> {
  const text = await outputOf('blkid', ['-p', '-o', 'export', device], around);
  if (text === undefined) return undefined;
  const values = new Map(text.split('\n').map((line) => line.split(/=(.*)/s, 2) as [string, string]));
  return { uuid: values.get('UUID'), type: values.get('TYPE'), label: values.get('LABEL') };
}

async function outputOf(
  name: string,
  args: readonly string[],
  around: Surroundings,
): Promise<string | undefined> {
  const lines: string[] = [];
  const { code } = await runProgram({ name, args, timeLimitMs: 30_000 }, around, {
    onLine: (line: Buffer) => void lines.push(line.toString('utf8')),
  });
  return code === 0 ? lines.join('\n') : undefined;
}
