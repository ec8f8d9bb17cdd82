import { readFileSync } from 'node:fs';
import { contains } from '../system/real-path.js';
import type { StateTexts } from '../backup/saved-state.js';
import { crontabLines } from '../system/crontab.js';
import { fstabLines } from '../system/fstab.js';
import type { BackupJob } from './backup-run.js';
import type { Context } from './context.js';

/** What of this machine and its user belongs to a library, and would have to be set up again on a new one. */
export async function readStateTexts(
  context: Context,
  { library, target, request }: BackupJob,
): Promise<StateTexts> {
  const { root, state } = library.paths;
  const own = request.configFiles.find((file) => contains(state, file));
  const other = request.configFiles.find((file) => file !== own);
  const folders = [root, ...(target.kind === 'folder' ? [target.to] : [])];
  return {
    config: own && readFileSync(own, 'utf8'),
    otherConfig: other && readFileSync(other, 'utf8'),
    root,
    crontab: await crontabLines({ env: context.env }),
    fstab: fstabLines(folders),
  };
}
