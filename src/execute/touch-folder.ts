import { statSync, utimesSync } from 'node:fs';
import { fsPath } from '../system/fs-path.js';

/** Gives a folder a new modification time, so that viewers look into it again; its other times and all files stay. */
export function touchFolder(folder: string, now: Date): void {
  utimesSync(fsPath(folder), statSync(fsPath(folder)).atime, now);
}
