import { findLibraryAround, type FoundLibrary } from '../library/open-library.js';
import type { Context } from './context.js';
import { PhotokeepError } from './errors.js';

/**
 * The library that a file lies in, if any: for a command that only looks. One that belongs to another machine and is
 * only mounted here is as good as none.
 */
export function libraryAround(context: Context, file: string): FoundLibrary | undefined {
  try {
    return findLibraryAround(file, context.host);
  } catch (error) {
    if (error instanceof PhotokeepError && error.kind === 'refused') return undefined;
    throw error;
  }
}
