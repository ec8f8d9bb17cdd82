/** What a check of the doctor came to: one line, and what to do where something is to be done. */
export interface Finding {
  /** which check it is; the fixed list that `--json` promises */
  readonly check: CheckName;
  /** `warning`: it works, and will not always, or not as well as it could; `problem`: it does not */
  readonly status: 'fine' | 'warning' | 'problem';
  readonly text: string;
  readonly remedy?: string;
}

export const checkNames = [
  ...(['node', 'exiftool', 'rsync', 'ssh', 'rclone', 'sshfs', 'fuse', 'cron'] as const),
  ...(['config', 'library', 'folder', 'file-system', 'space', 'time-zone', 'disk'] as const),
  ...(['catalog', 'doubts', 'journals', 'schedule', 'job', 'backup', 'syncthing'] as const),
] as const;
export type CheckName = (typeof checkNames)[number];

export function fine(check: CheckName, text: string): Finding {
  return { check, status: 'fine', text };
}

export function warning(check: CheckName, text: string, remedy?: string): Finding {
  return { check, status: 'warning', text, ...(remedy !== undefined && { remedy }) };
}

export function problem(check: CheckName, text: string, remedy?: string): Finding {
  return { check, status: 'problem', text, ...(remedy !== undefined && { remedy }) };
}
