import picomatch from 'picomatch';

/** Whether a file, or everything in a folder, is left out. Asked with a path relative to the drop folder. */
export type Exclusion = (path: string) => boolean;

/**
 * Reads globs as people know them from .gitignore: one without a slash is a name anywhere, one with a slash a path
 * from the drop folder on, and a folder stands for all that it holds. Phones and cameras do not agree on the case
 * of names, so it does not matter.
 */
export function createExclusion(globs: readonly string[]): Exclusion {
  const anchored = globs.map(withAnchor).flatMap((glob) => [glob, `${glob}/**`]);
  const matches = picomatch(anchored, { dot: true, nocase: true, nonegate: true, noextglob: true });
  return (path) => matches(path.normalize('NFC'));
}

function withAnchor(glob: string): string {
  // Parentheses are what file managers write into names, `IMG_1 (2).jpg`, not groups.
  const path = glob
    .replace(/\/+$/, '')
    .replace(/[()]/g, String.raw`\$&`)
    .normalize('NFC');
  return path.includes('/') ? path.replace(/^\.?\/+/, '') : `**/${path}`;
}
