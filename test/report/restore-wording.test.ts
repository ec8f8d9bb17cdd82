import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import type { RestoreFileEvent, RestoreSummary } from '../../src/report/restore-report.js';
import { restoreWording } from '../../src/report/restore-wording.js';

const words = restoreWording('/photos/Gallery')(new Chalk({ level: 0 }));
const summary: RestoreSummary = {
  ...{ event: 'summary', command: 'backup restore', run: 'R', dryRun: false, target: 'hdd', exitCode: 0 },
  ...{ to: '/photos/Gallery', restored: 2, beside: 0, same: 0, failed: 0, bytes: 3000, seconds: 2.4 },
};
const took = 'To take that back: photokeep undo R';

describe('the summary of a restore', () => {
  test.each<[string, Partial<RestoreSummary>, string[]]>([
    ['what came back', {}, ['2 files restored (3.0 kB) from hdd to /photos/Gallery.', took]],
    ['what would', { dryRun: true }, ['2 files would be restored (3.0 kB) from hdd to /photos/Gallery.']],
    [
      'what was there, and what failed',
      { same: 1, failed: 1, exitCode: 3 },
      ['2 files restored (3.0 kB) from hdd to /photos/Gallery, 1 is there already, 1 failed.', took],
    ],
    [
      'what went beside others',
      { beside: 1 },
      [
        '2 files restored (3.0 kB) from hdd to /photos/Gallery.',
        '1 of them beside a different file of the same name, which stays.',
        took,
      ],
    ],
    ['that all is there', { restored: 0, same: 2 }, ['2 are there already.']],
    ['that there is nothing', { restored: 0 }, ['Nothing to restore.']],
    [
      'that it was interrupted',
      { restored: 0, same: 2, exitCode: 143 },
      ['2 are there already.', 'Interrupted; the same command goes on.'],
    ],
    [
      'how a drill went',
      { drill: true },
      ['Drill: 2 files came back from hdd and are right (3.0 kB in 2 s). They were removed again.'],
    ],
    [
      'how a drill failed',
      { drill: true, restored: 1, failed: 1 },
      ['Drill: 1 file came back from hdd and is right (3.0 kB in 2 s), 1 failed. They were removed again.'],
    ],
    [
      'that there is nothing to drill with',
      { drill: true, restored: 0 },
      ['Drill: nothing is backed up to hdd yet.'],
    ],
  ])('says %s', (_, rest, lines) => {
    expect(words.summary({ ...summary, ...rest }).split('\n')).toEqual(lines);
  });
});

describe('a file', () => {
  const file: RestoreFileEvent = {
    ...{ event: 'file', action: 'restore', status: 'done', size: 1 },
    ...{ path: '/photos/Gallery/a.jpg', to: '/photos/Gallery/a.jpg' },
  };
  const beside = { to: '/photos/Gallery/a (2).jpg' };

  test.each<[Partial<RestoreFileEvent>, boolean, unknown]>([
    [{}, false, []],
    [{}, true, [{ kind: 'result', text: 'restore  a.jpg' }]],
    [{ status: 'planned' }, false, [{ kind: 'result', text: 'restore  a.jpg' }]],
    [beside, false, [{ kind: 'note', text: 'beside  a.jpg → a (2).jpg  (another file has its name)' }]],
    [{ status: 'skipped', reason: 'same' }, false, []],
    [
      { status: 'skipped', reason: 'same', ...beside },
      true,
      [{ kind: 'result', text: 'same  a.jpg → a (2).jpg  (is there already)' }],
    ],
    [
      { status: 'failed', reason: 'damaged' },
      false,
      [{ kind: 'trouble', text: 'failed  a.jpg: is damaged at the target' }],
    ],
    [
      { status: 'failed', reason: 'no-space' },
      false,
      [{ kind: 'trouble', text: 'failed  a.jpg: no space left on the disk' }],
    ],
  ])('%j, verbose %p, reads so', (rest, verbose, lines) => {
    expect(words.lines({ ...file, ...rest }, { verbose, dryRun: false })).toEqual(lines);
  });
});
