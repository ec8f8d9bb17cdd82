import { crontabLine } from '../system/crontab-text.js';

/** A command that cron starts. */
export interface ScheduledJob {
  /** how `status` and messages call it: `import`, `backup hdd` */
  readonly name: string;
  /** five fields of a crontab line, or a nickname such as `@daily` */
  readonly expression: string;
  /** words of the command line, without the program */
  readonly args: readonly string[];
}

/** What of the config says when what is to run. */
export interface ScheduleSettings {
  /** absolute path of the library */
  readonly library: string;
  /** absolute path of a config file that has to be named */
  readonly config: string | undefined;
  /** `none` for a job that is not to run by itself */
  readonly schedule: Readonly<Record<'import' | 'dedupe' | 'verify', string>>;
  readonly backups: readonly {
    readonly name: string;
    readonly kind: 'local' | 'cloud';
    readonly schedule: string;
  }[];
}

/** The jobs of a library, in the order in which a day needs them. */
export function scheduledJobs({ library, config, schedule, backups }: ScheduleSettings): ScheduledJob[] {
  const place = config === undefined ? ['--library', library] : ['--config', config, '--library', library];
  const job = (name: string, expression: string, ...words: readonly string[]): ScheduledJob[] =>
    expression === 'none' ? [] : [{ name, expression, args: [...words, ...place] }];
  return [
    ...job('import', schedule.import, 'import'),
    ...backups.flatMap(({ name, kind, schedule: when }) => job(`backup ${name}`, when, 'backup', kind, name)),
    ...job('dedupe', schedule.dedupe, 'dedupe'),
    ...job('verify', schedule.verify, 'verify'),
  ];
}

/**
 * The lines of a crontab for these jobs.
 *
 * @param launcher absolute path of the script that finds node and photokeep: cron knows no PATH of the user's
 * @param wordsFor says for people when an expression comes
 */
export function crontabBlock(
  jobs: readonly ScheduledJob[],
  launcher: string,
  wordsFor: (expression: string) => string,
): string[] {
  return jobs.flatMap(({ name, expression, args }) => [
    `# ${name}: ${wordsFor(expression)}`,
    crontabLine(expression, [launcher, ...args]),
  ]);
}

/** How photokeep was started: what a launcher must find again. Absolute paths. */
export interface StartedAs {
  readonly node: string;
  readonly script: string;
}

/**
 * The script that cron and systemd start. An upgrade may move node or photokeep: then it says so, once for every
 * start, instead of failing unheard.
 */
export function launcherScript({ node, script }: StartedAs, quote: (word: string) => string): string {
  return `#!/bin/sh
# Made by \`photokeep schedule install\`, which also brings it up to date.
node=${quote(node)}
photokeep=${quote(script)}
for file in "$node" "$photokeep"; do
  if [ ! -r "$file" ]; then
    echo "photokeep: $file is gone, perhaps after an upgrade; run: photokeep schedule install" >&2
    exit 6
  fi
done
LANG=C.UTF-8
export LANG
exec "$node" "$photokeep" "$@"
`;
}
