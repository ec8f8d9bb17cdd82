import { Cron } from 'croner';
import cronstrue from 'cronstrue';

/** When cron starts a job, read from the first fields of a crontab line. */
export interface CronExpression {
  readonly text: string;
  /** for people: `At 20 minutes past the hour, every 4 hours, between 07:00 and 23:59` */
  readonly words: string;
  /** The next times after a moment. @param zone IANA name of the time zone that cron runs in */
  next(after: Date, count: number, zone: string): Date[];
}

/** crontab(5), "EXTENSIONS"; `@reboot` is no time. */
const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** What Debian's cron knows: numbers, three-letter names, ranges, steps, lists. Other programs know more letters. */
const field = /^(\*|[0-9]+|[a-z]{3})([-,/]([0-9]+|[a-z]{3}|\*))*$/i;

/**
 * Reads five fields as in crontab(5), or a nickname such as `@daily`.
 *
 * @returns undefined for what cron would not take, and for what never comes (the 31st of February)
 */
export function parseCron(text: string): CronExpression | undefined {
  const fields = (nicknames[text.trim().toLowerCase()] ?? text).trim().split(/\s+/);
  if (fields.length !== 5 || !fields.every((one) => field.test(one))) return undefined;
  const expression = fields.join(' ');
  try {
    const next: CronExpression['next'] = (after, count, zone) =>
      new Cron(expression, { timezone: zone, mode: '5-part' }).nextRuns(count, after);
    if (next(new Date(0), 1, 'UTC').length === 0) return undefined;
    const words = cronstrue.toString(expression, { use24HourTimeFormat: true, verbose: false });
    return { text: text.trim(), words, next };
  } catch {
    return undefined;
  }
}
