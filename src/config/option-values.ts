import { PhotokeepError } from '../app/errors.js';
import { parseDuration } from './duration.js';

/** The seconds that an option's value stands for. @throws PhotokeepError `usage` that names the option */
export function readAge(option: string, value: string): number {
  const seconds = parseDuration(value);
  if (seconds !== undefined) return seconds;
  throw new PhotokeepError('usage', `${option}: ${value} is no age`, 'write it like 30d, 2w or 12h');
}

/** The whole number that an option's value stands for. @throws PhotokeepError `usage` that names the option */
export function readCount(option: string, value: string): number {
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new PhotokeepError('usage', `${option}: ${value} is no number`, 'write it like 0 or 4');
}
