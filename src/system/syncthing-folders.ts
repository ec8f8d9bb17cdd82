import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder in Syncthing's config.xml. */
export interface SyncthingFolder {
  readonly label: string;
  /** as it is written there, with `~` for the home folder */
  readonly path: string;
  readonly type: string;
  readonly ignoreDelete: boolean;
}

/** Where a Syncthing of this user, or the system's, keeps its config; 1.27 moved it. */
export function syncthingConfigs(home: string): string[] {
  return [
    join(home, '.local/state/syncthing/config.xml'),
    join(home, '.config/syncthing/config.xml'),
    '/var/lib/syncthing/.local/state/syncthing/config.xml',
    '/var/lib/syncthing/.config/syncthing/config.xml',
  ].filter((file) => existsSync(file));
}

/** The folders of a config; undefined where it cannot be read. */
export function readSyncthingFolders(file: string): SyncthingFolder[] | undefined {
  try {
    return parseSyncthingFolders(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Syncthing writes the file itself, always in one form: an element for each folder, below the root. */
export function parseSyncthingFolders(xml: string): SyncthingFolder[] {
  const text = xml.replace(/<!--[^]*?-->/g, '');
  // The pattern for new folders is one, too, and stands in `defaults`.
  const own = text.replace(/<defaults>[^]*?<\/defaults>/g, '');
  return [...own.matchAll(/<folder\s([^>]*?)(?:\/>|>([^]*?)<\/folder>)/g)].flatMap(
    ([, attributes = '', content = '']) => {
      const given = new Map(
        [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
          name,
          unescaped(value),
        ]),
      );
      const path = given.get('path');
      if (path === undefined) return [];
      return [
        {
          ...{ path, label: given.get('label') ?? '', type: given.get('type') ?? 'sendreceive' },
          ignoreDelete: /<ignoreDelete>\s*true\s*<\/ignoreDelete>/.test(content),
        },
      ];
    },
  );
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi,
    (whole: string, decimal?: string, hex?: string, name?: string) => {
      const code =
        decimal !== undefined ? Number(decimal) : hex !== undefined ? parseInt(hex, 16) : undefined;
      return code === undefined ? (entities[name ?? ''] ?? whole) : String.fromCodePoint(code);
    },
  );
}
