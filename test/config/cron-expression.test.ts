import { describe, expect, test } from '@jest/globals';
import { parseCron } from '../../src/config/cron-expression.js';

const after = new Date('2026-03-28T12:00:00Z');

describe('an expression', () => {
  test.each([
    ['*/15 * * * *', 'Every 15 minutes'],
    ['20 7-23/4 * * *', 'At 20 minutes past the hour, every 4 hours, between 07:00 and 23:59'],
    ['30 2 * * *', 'At 02:30'],
    ['0 4 1 * *', 'At 04:00, on day 1 of the month'],
    ['5 4 * * sun', 'At 04:05, only on Sunday'],
    ['@daily', 'At 00:00'],
  ])('%s is said as "%s"', (text, words) => {
    expect(parseCron(text)?.words).toBe(words);
  });

  test('tells when it comes next, in the zone of the machine and over a change of clocks', () => {
    const next = parseCron('30 2 * * *')?.next(after, 3, 'Europe/Madrid');

    // On the 29th the clock goes from 2:00 to 3:00; cron(8) makes up for what it skips at once.
    expect(next?.map((date) => date.toISOString())).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
  });

  test('with a day of the month and a day of the week comes on either, as crontab(5) says', () => {
    const next = parseCron('0 0 1 * mon')?.next(after, 2, 'UTC');
    expect(next?.map((date) => date.toISOString().slice(0, 10))).toEqual(['2026-03-30', '2026-04-01']);
  });
});

test.each([
  '',
  '* * * *',
  '* * * * * *',
  '61 * * * *',
  '0 25 * * *',
  '0 0 31 2 *',
  '0 0 L * *',
  '@reboot',
  'daily',
])('%j is refused', (text) => {
  expect(parseCron(text)).toBeUndefined();
});
