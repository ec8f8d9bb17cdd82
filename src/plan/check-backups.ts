import { type Finding, fine, problem, warning } from './finding.js';

/** A target, and how it answered. */
export interface TargetFacts {
  readonly target: string;
  /** that backs up to it: `backup local` */
  readonly command: string;
  /** as people write it */
  readonly place: string;
  /** `refused`: it is there, and not this library's; `away`: a disk or machine that is off */
  readonly is: 'ours' | 'refused' | 'away' | 'silent';
  /** what it said */
  readonly message?: string;
  readonly remedy?: string;
  /** whether its last good backup is older than it may be */
  readonly isStale: boolean;
  /** for people: `3 hours ago`; undefined when there never was one */
  readonly lastSuccess: string | undefined;
}

export function checkBackups(targets: readonly TargetFacts[]): Finding[] {
  if (targets.length === 0) {
    return [
      problem(
        'backup',
        'there is no backup: when the disk fails, the pictures are gone',
        'add one to backups: in the config, then photokeep backup setup NAME',
      ),
    ];
  }
  return targets.map(checkTarget);
}

function checkTarget({
  target,
  command,
  place,
  is,
  message,
  remedy,
  isStale,
  lastSuccess,
}: TargetFacts): Finding {
  const age = lastSuccess === undefined ? 'no good backup yet' : `last good backup ${lastSuccess}`;
  const said = message === undefined ? '' : `: ${message}`;
  switch (is) {
    case 'ours':
      return isStale
        ? problem(
            'backup',
            `${target} is there (${place}), and too old: ${age}`,
            `photokeep ${command} ${target}`,
          )
        : fine('backup', `${target} is there (${place}), ${age}`);
    case 'refused':
      return problem(
        'backup',
        `${target} cannot be used${said}`,
        remedy ?? `photokeep backup setup ${target}`,
      );
    case 'away':
    case 'silent': {
      const away = `${target} ${is === 'silent' ? 'does not answer' : 'is away'}, ${age}${said}`;
      return isStale
        ? problem('backup', away, remedy ?? 'is it switched on?')
        : warning('backup', away, remedy);
    }
  }
}
