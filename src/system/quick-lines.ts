import { PhotokeepError } from '../app/errors.js';
import { runProgram, type Surroundings } from './exec.js';

const limitMs = 5000;

/** What a program prints that answers at once; nothing where it is not installed, or takes longer than five seconds. */
export async function quickLines(
  name: string,
  args: readonly string[],
  around: Surroundings,
): Promise<string[]> {
  const lines: string[] = [];
  try {
    await runProgram({ name, args, timeLimitMs: limitMs }, around, {
      onLine: (line) => void lines.push(line.toString('utf8')),
    });
  } catch (error) {
    if (!(error instanceof PhotokeepError)) throw error;
  }
  return lines;
}
