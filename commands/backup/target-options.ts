import type { Command } from 'commander';

/** Options that say for one run what the config says of a target. */
export interface TargetFlags {
  readonly mirror?: boolean;
  readonly keepVersions?: string;
  readonly maxChanged?: string;
  readonly sample?: string;
  readonly waitForDisk?: string;
  readonly maxFileSize?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly order?: string;
  readonly bwlimit?: string;
  readonly stopAfter?: string;
  readonly port?: string;
  readonly identityFile?: string;
}

export function addTargetOptions(command: Command): Command {
  return command
    .option('--mirror', 'set aside at the target what was deleted in the Gallery')
    .option('--no-mirror', 'keep at the target what was deleted in the Gallery (default)')
    .option('--keep-versions <age>', 'how long replaced and deleted files stay there (default: 90d)')
    .option('--max-changed <share>', 'hold changes back when more of the files would change (default: 20%)')
    .option('--sample <share>', 'how many files are read back and compared (default: 1%)');
}

/** Those for disks and machines. */
export function addDiskOptions(command: Command): Command {
  return command
    .option('--wait-for-disk <time>', 'how long to wait for the disk, such as 10m')
    .option('--port <number>', 'port of ssh')
    .option('--identity-file <file>', 'private key for ssh');
}

/** Those for clouds. */
export function addCloudOptions(command: Command): Command {
  return command
    .option('--include <glob...>', 'send only files and folders of these names (default: all)')
    .option('--exclude <glob...>', 'send no files and folders of these names')
    .option('--max-file-size <size>', 'send no larger files, such as 2G')
    .option('--order <order>', 'newest or oldest first (default: newest)')
    .option('--bwlimit <rate>', "bytes a second, or times of day, as rclone's --bwlimit has them")
    .option('--stop-after <time>', 'begin no further file after so long, such as 6h');
}

/** The same as keys of an entry in the config, each with its flag; what was not given is left out. */
export function targetSettings(
  flags: TargetFlags,
): readonly (readonly [key: string, flag: string, value: unknown])[] {
  const { port } = flags;
  const given: [string, string, unknown][] = [
    ['mirror', '--mirror', flags.mirror],
    ['keepVersions', '--keep-versions', flags.keepVersions],
    ['guard.maxChanged', '--max-changed', flags.maxChanged],
    ['verify.sample', '--sample', flags.sample],
    ['waitForDisk', '--wait-for-disk', flags.waitForDisk],
    ['include', '--include', flags.include],
    ['exclude', '--exclude', flags.exclude],
    ['maxFileSize', '--max-file-size', flags.maxFileSize],
    ['order', '--order', flags.order],
    ['bwlimit', '--bwlimit', flags.bwlimit],
    ['stopAfter', '--stop-after', flags.stopAfter],
    ['ssh.port', '--port', port === undefined ? undefined : /^\d+$/.test(port) ? Number(port) : port],
    ['ssh.identityFile', '--identity-file', flags.identityFile],
  ];
  return given.filter(([, , value]) => value !== undefined);
}
