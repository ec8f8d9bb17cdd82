import { readFileSync } from 'node:fs';

/**
 * When a process started, in clock ticks since boot (field 22 of proc_pid_stat(5)); undefined when there is no
 * such process. Together with the pid it names one process for the time between two boots.
 */
export function processStartTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    // The second field, the program's name, may hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Kills a helper that outlived its run; anything else that has its pid by now is left alone. */
export function killIfStillRunning(pid: number, startTicks: string): void {
  if (processStartTicks(pid) === startTicks) process.kill(pid, 'SIGKILL');
}
