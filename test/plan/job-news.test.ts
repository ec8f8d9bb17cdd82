import { expect, test } from '@jest/globals';
import { type JobEnd, jobNews, type Told } from '../../src/plan/job-news.js';

const hour = 3_600_000;
const now = Date.parse('2026-01-02T03:00:00.000Z');
const fine: JobEnd = { exitCode: 0, error: undefined };
const full: JobEnd = { exitCode: 6, error: 'no space left' };
const gone: JobEnd = { exitCode: 6, error: 'host unknown' };
const away: JobEnd = { exitCode: 75, error: undefined };
const awayForLong: JobEnd = { exitCode: 75, error: 'no backup for 5 days' };
const stopped: JobEnd = { exitCode: 143, error: undefined };
const some: JobEnd = { exitCode: 3, error: undefined };

const toldOf = (error: string, hoursAgo: number): Told => ({
  at: new Date(now - hoursAgo * hour).toISOString(),
  error,
});

test.each<[string, Told | undefined, JobEnd, string | undefined]>([
  ['all is well, as before', undefined, fine, undefined],
  ['the first failure', undefined, full, 'failure'],
  ['some files failed', undefined, some, 'failure'],
  ['the same an hour later', toldOf('no space left', 1), full, undefined],
  ['the same 23 hours later', toldOf('no space left', 23), full, undefined],
  ['the same a day later', toldOf('no space left', 24), full, 'failure'],
  ['another failure an hour later', toldOf('no space left', 1), gone, 'failure'],
  ['well again', toldOf('no space left', 1), fine, 'recovery'],
  ['not there for now', undefined, away, undefined],
  ['not there for now, after a failure', toldOf('no space left', 1), away, undefined],
  ['away for too long', undefined, awayForLong, 'stale'],
  ['still away', toldOf('no backup for 5 days', 2), awayForLong, undefined],
  ['interrupted by somebody', undefined, stopped, undefined],
  ['the clock was set back', toldOf('no space left', -48), full, 'failure'],
])('%s', (_, told, end, event) => {
  expect(jobNews(told, end, now).event).toBe(event);
});

test('what was told is remembered until the job is well again', () => {
  const first = jobNews(undefined, full, now);
  expect(first.told).toEqual({ at: '2026-01-02T03:00:00.000Z', error: 'no space left' });
  expect(jobNews(first.told, full, now + hour).told).toEqual(first.told);
  expect(jobNews(first.told, stopped, now + hour).told).toEqual(first.told);
  expect(jobNews(first.told, fine, now + hour).told).toBeUndefined();
});
