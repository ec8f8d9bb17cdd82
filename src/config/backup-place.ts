/** Where a backup goes, as people write it: a folder here, or `user@host:folder`. */
export type BackupPlace =
  | { readonly kind: 'folder'; readonly to: string }
  | {
      readonly kind: 'ssh';
      /** `user@host` or `host` */
      readonly host: string;
      /** absolute there, or relative to the home directory there */
      readonly to: string;
    };

/** As rsync tells them apart: a colon before any slash, and an address of IPv6 in brackets. */
const remote = /^((?:[^\s@:/]+@)?(?:\[[\da-fA-F:.]+(?:%\w+)?\]|[^\s@:/[\]]+)):(.*)$/s;

/**
 * Reads a place. One on this machine is as it was written but for slashes at its end.
 *
 * @returns what is wrong with it, as text for the user, where it is none
 */
export function readBackupPlace(text: string): BackupPlace | string {
  if (/[\0\n]/.test(text)) return 'a place without line breaks';
  const daemon = text.startsWith('rsync://') || /^[^/]*::/.test(text.replace(/\[[^\]]*\]/, ''));
  if (daemon) return 'a folder or user@host:folder; rsync goes there over ssh, not to a daemon';
  const [, host, path] = remote.exec(text) ?? [];
  if (host === undefined || path === undefined) {
    return text.split('/', 1)[0]?.includes(':') === true
      ? 'user@host:folder'
      : { kind: 'folder', to: withoutEndingSlash(text) };
  }
  // ssh would take it for an option.
  if (/(^|@)-/.test(host)) return 'a host that does not begin with "-"';
  const to = withoutEndingSlash(path.replace(/^~(\/+|$)/, ''));
  return to === '' ? 'a folder after the host, as in pi@host:/data/backup' : { kind: 'ssh', host, to };
}

function withoutEndingSlash(path: string): string {
  return path.replace(/(?<=[^/])\/+$/, '').replace(/^\/+$/, '/');
}
