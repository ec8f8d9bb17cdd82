import { type CheckName, type Finding, fine, problem, warning } from './finding.js';

/** As programs write it: `3.2.7`. */
export type Version = `${number}.${string}`;

/** A program that was asked for its version. */
export interface ProgramFacts {
  /** `missing`: not installed; `silent`: gave no answer in time; `unknown`: one that holds no version */
  readonly version: Version | 'missing' | 'silent' | 'unknown';
  /** what of the config needs it; undefined where nothing does */
  readonly neededFor: string | undefined;
}

export interface ProgramsFacts {
  /** `20.19.0` */
  readonly node: string;
  readonly exiftool: ProgramFacts;
  readonly rsync: ProgramFacts;
  readonly ssh: ProgramFacts;
  readonly sshfs: ProgramFacts;
  /** whether there is /dev/fuse */
  readonly hasFuse: boolean;
  readonly rclone: ProgramFacts;
  /** types of rclone's remotes: `mega`, `crypt`; undefined where it was not asked */
  readonly remoteTypes: readonly string[] | undefined;
  readonly cron: {
    readonly hasCrontab: boolean;
    readonly isRunning: boolean;
    /** whether timers of systemd's do its work */
    readonly hasTimers: boolean;
  };
}

export function checkPrograms(facts: ProgramsFacts): Finding[] {
  const { exiftool, rsync, ssh, sshfs, rclone, remoteTypes } = facts;
  return [
    checkNode(facts.node),
    checkExiftool(exiftool),
    ...checkProgram('rsync', rsync, 'rsync'),
    ...checkProgram('ssh', ssh, 'openssh-client'),
    ...checkProgram('sshfs', sshfs, 'sshfs'),
    ...(sshfs.neededFor !== undefined ? [checkFuse(facts.hasFuse)] : []),
    ...checkRclone(rclone, remoteTypes),
    checkCron(facts.cron),
  ];
}

function checkNode(version: string): Finding {
  const isGood =
    isAtLeast(version, '22.12.0') || (isAtLeast(version, '20.19.0') && !isAtLeast(version, '21.0.0'));
  if (isGood) return fine('node', `node ${version}`);
  return problem(
    'node',
    `node ${version} is not one that photokeep runs on (20.19, or 22.12 and newer)`,
    'sudo apt install nodejs, or a newer one from nodejs.org',
  );
}

/** It comes with photokeep; perl, which runs it, does not. */
function checkExiftool({ version }: ProgramFacts): Finding {
  switch (version) {
    case 'missing':
      return problem(
        'exiftool',
        'perl is not installed, which runs exiftool: nothing can be imported',
        'sudo apt install perl',
      );
    case 'silent':
    case 'unknown':
      return problem(
        'exiftool',
        'exiftool does not answer: nothing can be imported',
        'sudo apt install --reinstall perl, or install photokeep again',
      );
    default:
      return fine('exiftool', `exiftool ${version}`);
  }
}

/** What nothing of the config needs is told only where it is there. */
function checkProgram(name: CheckName, { version, neededFor }: ProgramFacts, debian: string): Finding[] {
  if (version === 'missing' && neededFor === undefined) return [];
  const install = `sudo apt install ${debian}`;
  if (version === 'missing')
    return [problem(name, `${name} is not installed, and ${neededFor ?? ''} needs it`, install)];
  if (version === 'silent') return [problem(name, `${name} does not answer`, `${install} --reinstall`)];
  return [fine(name, version === 'unknown' ? `${name} is there` : `${name} ${version}`)];
}

/**
 * Two versions matter: before 1.63, a copy to MEGA that was killed leaves a shortened file that looks whole; before
 * 1.71.2, MEGA lets it in no more.
 */
function checkRclone(rclone: ProgramFacts, remoteTypes: readonly string[] | undefined): Finding[] {
  const { version, neededFor } = rclone;
  if (neededFor === undefined) return [];
  if (version === 'missing' || version === 'silent' || version === 'unknown')
    return checkProgram('rclone', rclone, 'rclone');
  const newer = 'install a newer one from rclone.org/downloads (Debian has older ones)';
  const usesMega = remoteTypes?.includes('mega') ?? false;
  if (usesMega && !isAtLeast(version, '1.63'))
    return [
      problem(
        'rclone',
        `rclone ${version} is too old for MEGA: it leaves shortened files behind when it is killed, and cannot log in`,
        newer,
      ),
    ];
  if (usesMega && !isAtLeast(version, '1.71.2'))
    return [problem('rclone', `rclone ${version} is too old for MEGA: it cannot log in`, newer)];
  if (!isAtLeast(version, '1.71.2'))
    return [warning('rclone', `rclone ${version} works, but not with MEGA, which needs 1.71.2`, newer)];
  return [fine('rclone', `rclone ${version}`)];
}

function checkFuse(hasFuse: boolean): Finding {
  return hasFuse
    ? fine('fuse', '/dev/fuse is there')
    : problem('fuse', 'there is no /dev/fuse: nothing can be mounted through sshfs', 'sudo modprobe fuse');
}

function checkCron({ hasCrontab, isRunning, hasTimers }: ProgramsFacts['cron']): Finding {
  if (hasTimers) return fine('cron', 'timers of systemd run the jobs');
  if (!hasCrontab)
    return problem('cron', 'cron is not installed: nothing runs by itself', 'sudo apt install cron');
  if (isRunning) return fine('cron', 'cron is running');
  return problem('cron', 'cron is not running: nothing runs by itself', 'sudo systemctl enable --now cron');
}

/** Compares numbers, part by part; what follows them (`1.60.1-DEV`) does not count. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((text) =>
    (/^v?(\d+(?:\.\d+)*)/.exec(text)?.[1] ?? '0').split('.').map(Number),
  ) as [number[], number[]];
  for (const [index, number] of want.entries()) {
    const own = have[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
