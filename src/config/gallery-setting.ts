import { asText, asYesOrNo, isMap, readKeys, wrongValue, WrongValue } from './entry-values.js';
import type { RawSetting } from './load.js';

export const galleryApps = ['pigallery2', 'photoview'] as const;
export type GalleryApp = (typeof galleryApps)[number];

/** The program that shows the Gallery in browsers, and how to tell it of new pictures. */
export interface GallerySetting {
  readonly app?: GalleryApp;
  /** on which it answers on this machine */
  readonly port?: number;
  /** where it answers, if that is not this machine */
  readonly url?: string;
  /** of an administrator of PiGallery2 */
  readonly user?: string;
  readonly password?: string;
  readonly refreshAfterImport?: boolean;
}

const keys = {
  app: asGalleryApp,
  port: asGalleryPort,
  url: asAddress,
  user: asText,
  password: asText,
  refreshAfterImport: asYesOrNo,
};

export type GalleryKey = keyof typeof keys;

/**
 * Reads `gallery:`.
 *
 * @throws PhotokeepError `usage` that names file and line
 */
export function readGallerySetting(raw: RawSetting | undefined): GallerySetting {
  if (raw?.value === undefined || raw.value === null) return {};
  if (!isMap(raw.value))
    throw wrongValue(
      raw.origin,
      'gallery',
      'expected app, port, url, user, password or refreshAfterImport',
      raw.value,
    );
  return readKeys(raw.value, keys, 'gallery', (key) => raw.parts?.get(key) ?? raw.origin);
}

function asGalleryApp(value: unknown): GalleryApp {
  const app = galleryApps.find((each) => each === value);
  if (app) return app;
  throw new WrongValue(`expected ${galleryApps.join(' or ')}`);
}

function asGalleryPort(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536) return value;
  throw new WrongValue('expected the number of a port, from 1 to 65535');
}

function asAddress(value: unknown): string {
  if (typeof value === 'string' && /^https?:\/\/\S+$/.test(value) && URL.canParse(value))
    return value.replace(/\/+$/, '');
  throw new WrongValue('expected an address such as http://127.0.0.1:8080');
}
