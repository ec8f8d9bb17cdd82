import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A real browser that nobody sees. */
export interface Chromium {
  /** What it makes of a page, as HTML. */
  domOf(file: string): Promise<string>;
  /** Writes a PNG of the page's beginning. */
  screenshot(
    file: string,
    png: string,
    look?: { readonly width?: number; readonly dark?: boolean },
  ): Promise<void>;
}

/** @param profile folder for what it keeps between pages */
export function chromium(profile: string): Chromium {
  const options = [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--no-first-run'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    `--user-data-dir=${profile}`,
  ];
  const open = async (file: string, ...more: readonly string[]): Promise<string> => {
    const args = [...options, ...more, pathToFileURL(file).href];
    return (await run('chromium', args, { maxBuffer: 64 * 1024 * 1024 })).stdout;
  };
  return {
    domOf: (file) => open(file, '--dump-dom'),
    async screenshot(file, png, { width = 1280, dark = false } = {}) {
      const look = [`--window-size=${String(width)},900`, ...(dark ? ['--force-dark-mode'] : [])];
      await open(file, ...look, `--screenshot=${png}`);
    },
  };
}
