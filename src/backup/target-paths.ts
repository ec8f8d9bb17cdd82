import { atTarget } from './target.js';

/** A path at a target, which may come from a manifest that somebody else could write to. @throws Error when it leads out */
export function requireInside(path: string): string {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || path.includes('\0'))
    throw new Error(`not a path below a target: ${JSON.stringify(path)}`);
  return path;
}

/** A folder below the versions: the only thing at a target that is ever removed. @throws Error for any other path */
export function requireVersions(folder: string): string {
  if (!requireInside(folder).startsWith(`${atTarget.versions}/`))
    throw new Error(`not a versions folder: ${JSON.stringify(folder)}`);
  return folder;
}
