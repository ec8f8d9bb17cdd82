import { type Surroundings, runProgram } from './exec.js';

/** Something to tell somebody who is not at the terminal. */
export interface Notification {
  readonly job: string;
  readonly event: 'failure' | 'stale' | 'recovery';
  /** one line */
  readonly title: string;
  /** what else is known: the end of a log */
  readonly text: string;
}

/** How long a notification may take: it is the last thing that a run does. */
const limitMs = 15_000;

/**
 * Pings a check. Its server notices by itself when the end of a run, or the next start, does not come.
 *
 * @param how `start`, `fail`, or empty for a run that went well
 * @param text kept beside the ping
 * @throws Error that says what went wrong, without the address: whoever knows it can ping too
 */
export async function pingCheck(address: string, how: '' | 'start' | 'fail', text: string): Promise<void> {
  await post(how === '' ? address : `${address}/${how}`, text, {});
}

/** Sends a notification to a topic. @throws Error as `pingCheck` */
export async function sendToTopic(address: string, { event, title, text }: Notification): Promise<void> {
  await post(address, text === '' ? title : text, {
    // RFC 2047, for names that are not ASCII: headers are.
    Title: `=?UTF-8?B?${Buffer.from(title).toString('base64')}?=`,
    Priority: event === 'recovery' ? 'default' : 'high',
    Tags: event === 'recovery' ? 'white_check_mark' : 'warning',
  });
}

/** Runs the user's own command, with the message on its standard input. @throws Error when it fails */
export async function runNotifier(
  command: string,
  { job, event, title, text }: Notification,
  around: Surroundings,
): Promise<void> {
  const env = { ...around.env, PHOTOKEEP_JOB: job, PHOTOKEEP_EVENT: event, PHOTOKEEP_TITLE: title };
  const { code, stderr, endedBy } = await runProgram(
    {
      ...{ name: 'sh', args: ['-c', command], timeLimitMs: limitMs },
      input: Buffer.from(`${title}\n${text === '' ? '' : `\n${text}\n`}`),
    },
    { ...around, env },
  );
  if (code === 0) return;
  const why = endedBy === 'timeout' ? 'it took too long' : stderr.trim().split('\n').at(-1);
  throw new Error(why === undefined || why === '' ? `exit code ${String(code)}` : why);
}

async function post(address: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const { host } = new URL(address);
  let status: number;
  try {
    const answer = await fetch(address, {
      method: 'POST',
      body,
      headers,
      signal: AbortSignal.timeout(limitMs),
    });
    ({ status } = answer);
    await answer.arrayBuffer();
  } catch {
    throw new Error(`${host} cannot be reached`);
  }
  if (status >= 400) throw new Error(`${host} answered ${String(status)}`);
}
