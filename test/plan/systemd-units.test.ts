import { expect, test } from '@jest/globals';
import { onCalendar, systemdUnits } from '../../src/plan/systemd-units.js';

test.each([
  ['*/15 * * * *', ['*-*-* *:00,15,30,45:00']],
  ['20 7-23/4 * * *', ['*-*-* 07,11,15,19,23:20:00']],
  ['30 2 * * *', ['*-*-* 02:30:00']],
  ['0 4 1 * *', ['*-*-01 04:00:00']],
  ['0 4 1 jan,7 *', ['*-01,07-01 04:00:00']],
  ['5 4 * * sun', ['Sun *-*-* 04:05:00']],
  ['5 4 * * 1-5', ['Mon,Tue,Wed,Thu,Fri *-*-* 04:05:00']],
  ['5 4 * * 7', ['Sun *-*-* 04:05:00']],
  ['0 0 1 * mon', ['*-*-01 00:00:00', 'Mon *-*-* 00:00:00']],
  ['10-50/20 * * * *', ['*-*-* *:10,30,50:00']],
  ['@daily', ['daily']],
])('%s is %j to systemd', (expression, calendars) => {
  expect(onCalendar(expression)).toEqual(calendars);
});

test('a job becomes a service and a timer that makes up for missed runs', () => {
  const job = {
    name: 'backup my disk',
    expression: '30 2 * * *',
    args: ['backup', 'local', '100% $ours "x"'],
  };
  const [service, timer] = systemdUnits([job], ['/usr/bin/node', '/opt/my photos/photokeep.js']);

  expect(service?.name).toBe('photokeep-backup-my-disk.service');
  expect(service?.text).toContain(
    String.raw`ExecStart=/usr/bin/node "/opt/my photos/photokeep.js" backup local "100%% $$ours \"x\""`,
  );
  expect(service?.text).toContain('SuccessExitStatus=75\n');
  expect(timer?.name).toBe('photokeep-backup-my-disk.timer');
  expect(timer?.text).toContain('OnCalendar=*-*-* 02:30:00\nPersistent=true\n');
});

test('targets whose names look alike to systemd have units of their own', () => {
  const jobs = ['backup a b', 'backup a@b', 'backup a-b'].map((name) => ({
    name,
    expression: '@daily',
    args: [],
  }));
  const names = systemdUnits(jobs, ['/usr/bin/node']).map(({ name }) => name);
  expect(new Set(names).size).toBe(6);
});
