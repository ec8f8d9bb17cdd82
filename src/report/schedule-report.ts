import { printable } from './printable.js';
import { timeText } from './table.js';

// What `schedule` prints.

interface Job {
  readonly name: string;
  readonly expression: string;
  readonly words: string;
  /** ISO 8601 */
  readonly next: readonly string[];
}

interface Change {
  readonly change: 'installed' | 'removed' | 'none';
  readonly before: string;
  readonly after: string;
  readonly declined?: boolean;
}

/** The lines as the crontab has them once they are installed. */
export function crontabText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** For people: when each job will run. @param zone IANA name of the time zone that cron runs in */
export function scheduleTimes(jobs: readonly Job[], zone: string): string {
  const times = jobs.map(({ name, words, next }) => {
    const shown = next.map((time) => timeText(time, zone)).join(', ');
    return `${printable(name)}: ${words}\n    next ${shown}\n`;
  });
  return `
${times.join('')}Runs never overlap: one that finds another at work ends without a word.
To install these lines: photokeep schedule install
`;
}

/** For people: what to do with units of systemd's. @param timers names of the timers */
export function unitsHint(timers: readonly string[]): string {
  return `
Put each into a file of its name in ~/.config/systemd/user, then:
  systemctl --user daemon-reload
  systemctl --user enable --now ${timers.join(' ')}
  sudo loginctl enable-linger "$USER"
`;
}

/** For programs: a line for each job, the summary last. */
export function scheduleJson(block: readonly string[], jobs: readonly Job[]): string {
  const summary = { event: 'summary', schema: 1, command: 'schedule', jobs: jobs.length, exitCode: 0 };
  return [...jobs.map((job) => ({ event: 'job', ...job })), { ...summary, crontab: block }]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** For people: what goes out of the crontab and what comes in. */
export function scheduleChangeText({ change, before, after, declined }: Change, dryRun: boolean): string {
  if (declined) return 'Nothing was changed.\n';
  if (change === 'none') return 'The crontab is as it should be; nothing to do.\n';
  const [old, fresh] = [before, after].map((text) => text.split('\n')) as [string[], string[]];
  const [gone, come] = [
    old.filter((line) => !fresh.includes(line)),
    fresh.filter((line) => !old.includes(line)),
  ];
  const lines = [
    ...gone.map((line) => `- ${printable(line)}`),
    ...come.map((line) => `+ ${printable(line)}`),
  ];
  const done = change === 'installed' ? 'The schedule is installed.' : 'The schedule is removed.';
  return [...lines, ...(dryRun ? [] : [done]), ''].join('\n');
}

/** For programs. */
export function scheduleChangeJson({ change, declined }: Change, command: string, dryRun: boolean): string {
  const summary = { event: 'summary', schema: 1, command, dryRun, change, declined: declined ?? false };
  return `${JSON.stringify({ ...summary, exitCode: 0 })}\n`;
}
