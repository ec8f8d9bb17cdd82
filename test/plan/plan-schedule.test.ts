import { describe, expect, test } from '@jest/globals';
import { scheduledJobs } from '../../src/plan/plan-schedule.js';

describe('the jobs of a library', () => {
  test('call each backup by the command for its kind', () => {
    const jobs = scheduledJobs({
      ...{ library: '/data/Photos', config: undefined },
      schedule: { import: '*/15 * * * *', dedupe: 'none', verify: 'none' },
      backups: [
        { name: 'hdd', kind: 'local', schedule: '20 7-23/4 * * *' },
        { name: 'mega', kind: 'cloud', schedule: '40 1 * * *' },
        { name: 'off', kind: 'cloud', schedule: 'none' },
      ],
    });

    expect(jobs.map(({ name, args }) => [name, ...args.slice(0, 3)])).toEqual([
      ['import', 'import', '--library', '/data/Photos'],
      ['backup hdd', 'backup', 'local', 'hdd'],
      ['backup mega', 'backup', 'cloud', 'mega'],
    ]);
  });
});
