/** Why a command ended the way it did; the one table from reason to exit code (design §4). */
export const exitCodes = {
  fine: 0,
  bug: 1,
  usage: 2,
  someFailed: 3,
  refused: 4,
  external: 6,
  later: 75,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** How a run ends that came to its end. @param signal that interrupted it  @param failed number of items */
export function exitCodeOf(signal: 'SIGINT' | 'SIGTERM' | undefined, failed: number): ExitCode {
  if (signal) return signal === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
  return failed > 0 ? exitCodes.someFailed : exitCodes.fine;
}
