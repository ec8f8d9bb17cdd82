import { Chalk } from 'chalk';
import { describe, expect, test } from '@jest/globals';
import type { AssetEvent, ImportSummary } from '../../src/report/reporter.js';
import type { ProgressBar } from '../../src/report/progress-bar.js';
import { importSummaryText, importWording } from '../../src/report/import-wording.js';
import { createTextReporter, type TextReporterOptions } from '../../src/report/text.js';
import { memoryOutput } from '../memory-output.js';

const folders = { gallery: '/photos/images/Gallery', root: '/photos' };
const plain = new Chalk({ level: 0 });

function summary(given: Partial<ImportSummary> = {}): ImportSummary {
  return {
    ...{ event: 'summary', command: 'import', run: 'r1', dryRun: false, moved: 0, copied: 0, duplicates: 0 },
    ...{ held: 0, again: 0, skipped: 0, failed: 0, bytes: 0, seconds: 1, exitCode: 0, skippedBecause: {} },
    ...given,
  };
}

function asset(given: Partial<AssetEvent> = {}): AssetEvent {
  return {
    ...{ event: 'asset', status: 'done', action: 'move', companions: [] },
    ...{ path: '/photos/images/Imports/Phone/a.jpg', to: '/photos/images/Gallery/2021/01-January/a.jpg' },
    ...{ takenAt: '2021-01-02T03:04:05+01:00', dateSource: 'ExifIFD:DateTimeOriginal' },
    ...given,
  };
}

interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run with these events says, on a terminal or not. */
function say(
  events: readonly AssetEvent[],
  end: ImportSummary,
  { terminal = false, ...options }: Partial<TextReporterOptions> & { terminal?: boolean } = {},
): Said {
  const [stdout, stderr] = [memoryOutput(terminal), memoryOutput(terminal)];
  const reporter = createTextReporter(stdout, stderr, importWording(folders), {
    ...{ quiet: false, verbose: false, color: false, progressBar: undefined },
    ...options,
  });
  reporter.start({ command: 'import', run: 'r1', dryRun: end.dryRun });
  for (const event of events) reporter.event(event);
  reporter.end(end);
  return { stdout: stdout.text(), stderr: stderr.text() };
}

describe('the summary', () => {
  test.each<[Partial<ImportSummary>, string]>([
    [{}, 'Nothing to import.'],
    [{ moved: 1, bytes: 2_500_000 }, '1 file moved (2.5 MB).'],
    [{ moved: 12, bytes: 40_000_000 }, '12 files moved (40.0 MB).'],
    [{ copied: 2, bytes: 999 }, '2 files copied (999 bytes).'],
    [{ duplicates: 1 }, '1 duplicate.'],
    [{ failed: 1 }, '1 failed.'],
    [
      { moved: 2, copied: 1, duplicates: 3, failed: 4, bytes: 1000 },
      '2 files moved, 1 file copied, 3 duplicates, 4 failed (1.0 kB).',
    ],
    [{ moved: 1, bytes: 5000, dryRun: true }, '1 file would be moved (5.0 kB).'],
    [{ copied: 3, bytes: 5000, dryRun: true }, '3 files would be copied (5.0 kB).'],
    [
      { skipped: 3, skippedBecause: { hidden: 1, 'not-media': 2 } },
      'Nothing to import.\nLeft where they are: 1 hidden, 2 not a picture or video.',
    ],
    [
      { moved: 1, bytes: 1000, skipped: 1, skippedBecause: { unsettled: 1 } },
      '1 file moved (1.0 kB).\nLeft where they are: 1 changed within the settle time.',
    ],
  ])('of %j', (given, text) => {
    expect(importSummaryText(summary(given), plain)).toBe(text);
  });
});

describe('without a terminal', () => {
  test('a run that did nothing says nothing', () => {
    expect(say([], summary())).toEqual({ stdout: '', stderr: '' });
  });

  test('a run that only left things where they are says nothing: cron would send it every 15 minutes', () => {
    const left = asset({ status: 'skipped', action: 'skip', reason: 'hidden' });

    expect(say([left], summary({ skipped: 1, skippedBecause: { hidden: 1 } }))).toEqual({
      stdout: '',
      stderr: '',
    });
  });

  test('a run that did something says how much, on stdout', () => {
    expect(say([asset()], summary({ moved: 1, bytes: 1000 }))).toEqual({
      stdout: '1 file moved (1.0 kB).\n',
      stderr: '',
    });
  });

  test('a failure is one line on stderr', () => {
    const failed = asset({ status: 'failed', reason: 'no-space' });

    expect(say([failed], summary({ failed: 1 }))).toEqual({
      stdout: '1 failed.\n',
      stderr: 'failed  images/Imports/Phone/a.jpg: no space left on the disk; it was left where it is\n',
    });
  });
});

test('on a terminal also a run that did nothing says so', () => {
  expect(say([], summary(), { terminal: true })).toEqual({ stdout: 'Nothing to import.\n', stderr: '' });
});

describe('a dry run shows all that it would do', () => {
  test.each<[string, Partial<AssetEvent>, string]>([
    [
      'a move with its date and where that was found',
      {},
      'move  images/Imports/Phone/a.jpg → 2021/01-January/a.jpg  (2021-01-02T03:04:05+01:00 ExifIFD:DateTimeOriginal)',
    ],
    [
      'a copy from outside by its whole path',
      { action: 'copy', path: '/media/card/a.jpg' },
      'copy  /media/card/a.jpg → 2021/01-January/a.jpg  (2021-01-02T03:04:05+01:00 ExifIFD:DateTimeOriginal)',
    ],
    [
      'a duplicate with the copy that stays',
      { action: 'duplicate', to: '/photos/images/Gallery/1999/b.jpg' },
      'same  images/Imports/Phone/a.jpg → 1999/b.jpg',
    ],
    [
      'a name that would play with the terminal',
      { path: '/photos/\u001b[2J\nx.jpg', to: '/photos/images/Gallery/unknown/__2J_x.jpg' },
      'move  \\u{1b}[2J\\u{a}x.jpg → unknown/__2J_x.jpg  (2021-01-02T03:04:05+01:00 ExifIFD:DateTimeOriginal)',
    ],
  ])('%s', (_, given, line) => {
    const { stdout } = say([asset({ status: 'planned', ...given })], summary({ dryRun: true, moved: 1 }));

    expect(stdout.split('\n')[0]).toBe(line);
  });

  test('and nothing of what it would leave, but for the number', () => {
    const left = asset({ status: 'skipped', action: 'skip', reason: 'hidden' });
    const { stdout } = say([left], summary({ dryRun: true, skipped: 1, skippedBecause: { hidden: 1 } }));

    expect(stdout).toBe('Nothing to import.\nLeft where they are: 1 hidden.\n');
  });

  test('and that there is nothing to do, also without a terminal', () => {
    expect(say([], summary({ dryRun: true })).stdout).toBe('Nothing to import.\n');
  });
});

describe('flags', () => {
  const left: AssetEvent = {
    ...{ event: 'asset', status: 'skipped', action: 'skip', reason: 'not-media' },
    ...{ path: '/photos/images/Imports/Phone/a.jpg', companions: [] },
  };
  const failed = asset({ status: 'failed', reason: 'unreadable' });

  test('--verbose shows every file, also what is left and why', () => {
    const { stdout } = say([asset(), left], summary({ moved: 1, bytes: 1000 }), { verbose: true });

    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'move  images/Imports/Phone/a.jpg → 2021/01-January/a.jpg  (2021-01-02T03:04:05+01:00 ExifIFD:DateTimeOriginal)',
      'left  images/Imports/Phone/a.jpg  (not-media)',
    ]);
  });

  test('--quiet leaves only failures', () => {
    const events = [asset({ notes: ['its content is PNG; the name is kept'] }), left, failed];

    expect(say(events, summary({ moved: 1, failed: 1 }), { quiet: true, terminal: true })).toEqual({
      stdout: '',
      stderr: 'failed  images/Imports/Phone/a.jpg: could not be read; it was left where it is\n',
    });
  });

  test('a note beside a file goes to stderr', () => {
    const noted = asset({ notes: ['its content is PNG; the name is kept'] });

    expect(say([noted], summary({ moved: 1, bytes: 1000 })).stderr).toBe(
      'note  images/Imports/Phone/a.jpg: its content is PNG; the name is kept\n',
    );
  });

  test('color is used only when asked for', () => {
    const dry = summary({ dryRun: true, moved: 1 });

    expect(say([asset({ status: 'planned' })], dry, { color: true }).stdout).toContain('\u001b[32mmove');
    expect(say([asset({ status: 'planned' })], dry).stdout).not.toContain('\u001b');
  });
});

test('the progress bar makes room for each line, and ends before the summary', () => {
  const calls: string[] = [];
  const bar: ProgressBar = {
    show: ({ done, total }) => calls.push(`show ${String(done)}/${String(total)}`),
    clear: () => calls.push('clear'),
    stop: () => calls.push('stop'),
  };
  const output = { ...memoryOutput(true), write: () => calls.push('write') };
  const reporter = createTextReporter(output, output, importWording(folders), {
    ...{ quiet: false, verbose: false, color: false, progressBar: bar },
  });
  reporter.start({ command: 'import', run: 'r1', dryRun: false });
  reporter.progress({ done: 1, total: 2 });
  reporter.event(asset({ status: 'failed', reason: 'unreadable' }));
  reporter.end(summary({ failed: 1 }));

  expect(calls).toEqual(['show 1/2', 'clear', 'write', 'stop', 'write']);
});
