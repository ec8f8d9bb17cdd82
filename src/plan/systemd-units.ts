import type { ScheduledJob } from './plan-schedule.js';

/** A unit file of systemd's. */
export interface UnitFile {
  readonly name: string;
  readonly text: string;
}

/**
 * A timer and a service for each job: a run that was missed while the machine was off is made up for, and a busy
 * library (75) is no failure.
 *
 * @param jobs whose expressions `parseCron` takes
 * @param program words that start photokeep; the first is an absolute path
 */
export function systemdUnits(jobs: readonly ScheduledJob[], program: readonly string[]): UnitFile[] {
  const names = new Set<string>();
  return jobs.flatMap(({ name, expression, args }) => {
    const unit = freeName(`photokeep-${name.replace(/[^\w-]+/g, '-')}`, names);
    const calendars = onCalendar(expression).map((calendar) => `OnCalendar=${calendar}\n`);
    return [
      {
        name: `${unit}.service`,
        text: `[Unit]
Description=photokeep ${name}

[Service]
Type=oneshot
Environment=LANG=C.UTF-8
ExecStart=${[...program, ...args].map(unitWord).join(' ')}
SuccessExitStatus=75
Nice=10
IOSchedulingClass=idle
`,
      },
      {
        name: `${unit}.timer`,
        text: `[Unit]
Description=photokeep ${name}

[Timer]
${calendars.join('')}Persistent=true

[Install]
WantedBy=timers.target
`,
      },
    ];
  });
}

/** Names of targets may differ in characters that names of units cannot have. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}-${String(count)}`;
  taken.add(name);
  return name;
}

const nicknames: Readonly<Record<string, string>> = {
  ...{ '@yearly': 'yearly', '@annually': 'yearly', '@monthly': 'monthly', '@weekly': 'Sun *-*-* 00:00:00' },
  ...{ '@daily': 'daily', '@midnight': 'daily', '@hourly': 'hourly' },
};

/**
 * The same times as systemd.time(7) writes them. Two where crontab(5) means "or": a day of the month and a day of the
 * week.
 */
export function onCalendar(expression: string): string[] {
  const nickname = nicknames[expression.trim().toLowerCase()];
  if (nickname !== undefined) return [nickname];
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = expression.trim().split(/\s+/);
  const time = `${numbers(hour, 0, 23)}:${numbers(minute, 0, 59)}:00`;
  const date = (days: string): string => `*-${numbers(named(month, months, 1), 1, 12)}-${days}`;
  const weekdays = expand(named(weekday, days, 0), 0, 7).map((number) => days[number % 7] as string);
  const onWeekday = `${[...new Set(weekdays)].map(capital).join(',')} ${date('*')} ${time}`;
  const onDay = `${date(numbers(day, 1, 31))} ${time}`;
  if (weekday.startsWith('*')) return [onDay];
  return day.startsWith('*') ? [onWeekday] : [onDay, onWeekday];
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A field with names instead of numbers. @param first number of the first name */
function named(field: string, names: readonly string[], first: number): string {
  return field.replace(/[a-z]{3}/gi, (name) => String(names.indexOf(name.toLowerCase()) + first));
}

/** `*`, or every number that a field stands for. */
function numbers(field: string, least: number, most: number): string {
  if (field === '*') return '*';
  return expand(field, least, most)
    .map((number) => String(number).padStart(2, '0'))
    .join(',');
}

function expand(field: string, least: number, most: number): number[] {
  return field.split(',').flatMap((part) => {
    const [range = '*', step = '1'] = part.split('/');
    const [from, to] = range === '*' ? [least, most] : range.split('-').map(Number);
    const last = to ?? (part.includes('/') ? most : from);
    const count = Math.floor(((last ?? most) - (from ?? least)) / Number(step)) + 1;
    return Array.from({ length: count }, (_, index) => (from ?? least) + index * Number(step));
  });
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** systemd.service(5), "COMMAND LINES": `%` and `$` mean something to it. */
function unitWord(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped.replace(/["\\]/g, String.raw`\$&`)}"`;
}
