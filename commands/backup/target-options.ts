import type { Command } from 'commander';

/** Options that say for one run what the config says of a target. */
export interface TargetFlags {
  readonly mirror?: boolean;
  readonly keepVersions?: string;
  readonly maxChanged?: string;
  readonly sample?: string;
  readonly waitForDisk?: string;
  readonly port?: string;
  readonly identityFile?: string;
}

export function addTargetOptions(command: Command): Command {
  return command
    .option('--mirror', 'set aside at the target what was deleted in the Gallery')
    .option('--no-mirror', 'keep at the target what was deleted in the Gallery (default)')
    .option('--keep-versions <age>', 'how long replaced and deleted files stay there (default: 90d)')
    .option('--max-changed <share>', 'hold changes back when more of the files would change (default: 20%)')
    .option('--sample <share>', 'how many files are read back and compared (default: 1%)')
    .option('--wait-for-disk <time>', 'how long to wait for the disk, such as 10m')
    .option('--port <number>', 'port of ssh')
    .option('--identity-file <file>', 'private key for ssh');
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
    ['ssh.port', '--port', port === undefined ? undefined : /^\d+$/.test(port) ? Number(port) : port],
    ['ssh.identityFile', '--identity-file', flags.identityFile],
  ];
  return given.filter(([, , value]) => value !== undefined);
}
