import type { CloudChoice } from '../backup/target.js';
import { createExclusion } from './exclusion.js';

/** Says of a file of the Gallery why it is not for a target that does not take all. */
export function createOmission({
  include,
  exclude,
  maxFileSize = Infinity,
}: Pick<CloudChoice, 'include' | 'exclude' | 'maxFileSize'>): (file: {
  readonly path: string;
  readonly size: number;
}) => 'excluded' | 'too-large' | undefined {
  const isIncluded = include.length === 0 ? () => true : createExclusion(include);
  const isExcluded = exclude.length === 0 ? () => false : createExclusion(exclude);
  return ({ path, size }) => {
    if (!isIncluded(path) || isExcluded(path)) return 'excluded';
    return size > maxFileSize ? 'too-large' : undefined;
  };
}
