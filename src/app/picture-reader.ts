import type { ExiftoolOptions, MetadataReader } from '../dates/exiftool.js';
import type { DateRules } from '../dates/taken-at.js';
import { type MediaKind, mediaKind } from '../scan/media-kinds.js';
import type { ReadDates } from './dedupe-facts.js';

/** Answers questions about pictures that only their metadata can answer. */
export interface PictureReader {
  readonly readDates: ReadDates;
  /** What files are by their content; undefined for what is neither picture nor video. */
  readonly mediaKinds: (paths: readonly string[]) => Promise<(MediaKind | undefined)[]>;
  close(): Promise<void>;
}

/** exiftool is loaded, and started, with the first question: most runs have none. */
export function createPictureReader(options: ExiftoolOptions, rules: DateRules): PictureReader {
  let reader: Promise<MetadataReader> | undefined;
  const metadata = (): Promise<MetadataReader> => {
    reader ??= import('../dates/exiftool.js').then(({ createMetadataReader }) =>
      createMetadataReader({ ...options, extraTags: rules.dateFields }),
    );
    return reader;
  };
  return {
    async readDates(paths) {
      if (paths.length === 0) return new Map();
      const { readDates } = await import('./inspect.js');
      return readDates(paths, await metadata(), rules);
    },
    async mediaKinds(paths) {
      if (paths.length === 0) return [];
      const found = await (await metadata()).read(paths);
      return paths.map((path) => {
        const { fileType, mimeType } = found.get(path) ?? {};
        return mediaKind(fileType, mimeType);
      });
    },
    async close() {
      await (await reader)?.close();
    },
  };
}
