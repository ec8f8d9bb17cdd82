import { runProgram, type Surroundings } from './exec.js';

/** Lines of the user's crontab that call photokeep, with the variables set above them; undefined when there are none. */
export async function crontabLines(around: Surroundings): Promise<string | undefined> {
  const lines: string[] = [];
  try {
    const { code } = await runProgram({ name: 'crontab', args: ['-l'], timeLimitMs: 10_000 }, around, {
      onLine: (line) => lines.push(line.toString('utf8')),
    });
    if (code !== 0) return undefined;
  } catch {
    // No cron on this machine.
    return undefined;
  }
  const ours = lines.filter((line) => /photokeep|^\s*\w+\s*=/.test(line));
  return ours.some((line) => line.includes('photokeep')) ? `${ours.join('\n')}\n` : undefined;
}
