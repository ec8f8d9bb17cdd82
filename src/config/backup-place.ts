/** Where a backup goes, as people write it: a folder here, `user@host:folder`, or `rclone:remote:folder`. */
export type BackupPlace =
  | { readonly kind: 'folder'; readonly to: string }
  | {
      readonly kind: 'ssh';
      /** `user@host` or `host` */
      readonly host: string;
      /** absolute there, or relative to the home directory there */
      readonly to: string;
    }
  | {
      readonly kind: 'cloud';
      /** a folder of a remote in rclone's config: `mega-crypt:Photos` */
      readonly remote: string;
    };

/** A place as an entry of the config has it. */
export function writtenPlace(place: BackupPlace): string {
  switch (place.kind) {
    case 'folder':
      return place.to;
    case 'ssh':
      return `${place.host}:${place.to}`;
    case 'cloud':
      return place.remote;
  }
}

/** As rsync tells them apart: a colon before any slash, and an address of IPv6 in brackets. */
const remote = /^((?:[^\s@:/]+@)?(?:\[[\da-fA-F:.]+(?:%\w+)?\]|[^\s@:/[\]]+)):(.*)$/s;

/** On a command line, where `remote:folder` would be another machine. */
const cloud = 'rclone:';

/** A remote as rclone names it: what begins with a colon or a hyphen would be an option to it. */
const remoteName = /^[\p{L}\p{N}_][\p{L}\p{N}_.+@ -]*:[^[\]]*$/u;

/** Reads a folder of a remote. @returns what is wrong with it, as text for the user, where it is none */
export function readRemote(text: string): BackupPlace | string {
  const isInside = text
    .slice(text.indexOf(':') + 1)
    .split('/')
    .every((part) => part !== '..' && part !== '.');
  if (!remoteName.test(text) || !isInside || /[\0\n]/.test(text))
    return "a folder of a remote in rclone's config, such as mega-crypt:Photos";
  return { kind: 'cloud', remote: text.replace(/(?<=[^:])\/+$/, '') };
}

/**
 * Reads a place. One on this machine is as it was written but for slashes at its end.
 *
 * @returns what is wrong with it, as text for the user, where it is none
 */
export function readBackupPlace(text: string): BackupPlace | string {
  if (/[\0\n]/.test(text)) return 'a place without line breaks';
  if (text.startsWith(cloud)) return readRemote(text.slice(cloud.length));
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
