import { createExclusion } from './exclusion.js';

/** What a target takes. */
export interface Taken {
  /** globs; everything where there is none */
  readonly include: readonly string[];
  /** globs */
  readonly exclude: readonly string[];
  /** bytes; of any size where undefined */
  readonly maxFileSize: number | undefined;
}

export type Omission = (file: {
  /** relative to the Gallery */
  readonly path: string;
  /** bytes */
  readonly size: number;
}) => 'excluded' | 'too-large' | undefined;

/** Says of a file of the Gallery why it is not for a target that does not take all. */
export function createOmission({ include, exclude, maxFileSize = Infinity }: Taken): Omission {
  const isIncluded = include.length === 0 ? () => true : createExclusion(include);
  const isExcluded = exclude.length === 0 ? () => false : createExclusion(exclude);
  return ({ path, size }) => {
    if (!isIncluded(path) || isExcluded(path)) return 'excluded';
    return size > maxFileSize ? 'too-large' : undefined;
  };
}
