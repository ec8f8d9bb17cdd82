/**
 * Whether Syncthing gave the file this name, `photo.sync-conflict-20240518-101112-ABCDEFG.jpg`: one of two that
 * devices had changed at the same time (docs.syncthing.net/users/syncing, "Conflicting Changes").
 */
export function isSyncConflict(name: string): boolean {
  return /\.sync-conflict-\d{8}-\d{6}/i.test(name);
}
