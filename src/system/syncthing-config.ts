/** Where an instance of Syncthing listens for its API, and the key to it. */
export interface SyncthingAccess {
  /** as Syncthing writes it: `127.0.0.1:8384`, `[::1]:8384`, `:8384`, or the path of a socket */
  readonly address: string;
  readonly apiKey: string;
  readonly tls: boolean;
}

/**
 * What the `gui` element of a config.xml says; equal in all forms of it from Syncthing 1.19 to 2. Everything else is asked
 * for over the API, whose answers are less bound to a version than this file.
 *
 * @returns undefined when the API is switched off, or the text is no config of Syncthing's
 */
export function readSyncthingAccess(xml: string): SyncthingAccess | undefined {
  const [, attributes = '', inside = ''] =
    /<gui\b([^>]*)>([^]*?)<\/gui>/.exec(xml.replace(/<!--[^]*?-->/g, '')) ?? [];
  const address = textOf('address', inside);
  const apiKey = textOf('apikey', inside);
  if (!address || !apiKey || /\benabled="false"/.test(attributes)) return undefined;
  return { address, apiKey, tls: /\btls="true"/.test(attributes) };
}

function textOf(element: string, xml: string): string | undefined {
  const [, text] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  return text?.trim().replace(/&(#x?[0-9a-f]+|\w+);/gi, entity);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities[name] ?? whole;
  return String.fromCodePoint(Number(name.replace(/^#x/i, '0x').replace(/^#/, '')));
}
