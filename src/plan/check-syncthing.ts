import { type Finding, fine, problem, warning } from './finding.js';

/** A folder that Syncthing keeps, as its config has it. */
export interface SyncedFolder {
  readonly label: string;
  /** absolute */
  readonly path: string;
  /** `sendreceive`, `receiveonly`, `sendonly`, `receiveencrypted` */
  readonly type: string;
  readonly ignoreDelete: boolean;
}

export interface SyncthingFacts {
  /** those that are a drop folder, hold one, or lie in one; with its name */
  readonly folders: readonly { readonly dropFolder: string; readonly synced: SyncedFolder }[];
  /** drop folders into which Syncthing receives, and of which no config that can be read tells */
  readonly unknown: readonly string[];
}

export function checkSyncthing({ folders, unknown }: SyncthingFacts): Finding[] {
  return [
    ...folders.map(({ dropFolder, synced }) => checkFolder(dropFolder, synced)),
    ...unknown.map((name) =>
      warning(
        'syncthing',
        `${name} is received by Syncthing, and its config cannot be read`,
        'it has to be "Receive Only", with ignoreDelete: look in its web page',
      ),
    ),
  ];
}

function checkFolder(dropFolder: string, { label, type, ignoreDelete }: SyncedFolder): Finding {
  const about = `${dropFolder} is Syncthing's folder "${label}"`;
  if (type !== 'receiveonly')
    return problem(
      'syncthing',
      `${about}, which is ${type}: importing deletes the pictures from the phone`,
      'set its type to "Receive Only" in Syncthing, before the next import',
    );
  if (!ignoreDelete)
    return warning(
      'syncthing',
      `${about}, without ignoreDelete: what is deleted on the phone before an import goes here, too`,
      'set ignoreDelete in the advanced settings of the folder',
    );
  return fine('syncthing', `${about}: receive only, deletions are ignored`);
}
