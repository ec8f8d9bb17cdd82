import { expect, test } from '@jest/globals';
import { createJsonReporter, writeStopped } from '../../src/report/json.js';
import type { AssetEvent, ImportSummary } from '../../src/report/reporter.js';
import { memoryOutput } from '../memory-output.js';

const summary: ImportSummary = {
  ...{ event: 'summary', command: 'import', run: 'r1', dryRun: false, moved: 1, copied: 0, duplicates: 0 },
  ...{
    held: 0,
    again: 0,
    skipped: 1,
    failed: 0,
    bytes: 3,
    seconds: 0.5,
    exitCode: 0,
    skippedBecause: { hidden: 1 },
  },
};

function lines(text: string): unknown[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('a run is one object a line: the start with the schema, the assets, the summary last', () => {
  const stdout = memoryOutput();
  const reporter = createJsonReporter(stdout);
  const asset: AssetEvent = {
    ...{ event: 'asset', status: 'done', action: 'move', path: '/drop/a.jpg', to: '/g/a.jpg' },
    companions: [],
  };
  reporter.start({ command: 'import', run: 'r1', dryRun: false });
  reporter.event(asset);
  reporter.note('the catalog was made again');
  reporter.progress({ done: 1, total: 2 });
  reporter.end(summary);

  expect(lines(stdout.text())).toEqual([
    { event: 'start', schema: 1, command: 'import', run: 'r1', dryRun: false },
    asset,
    { event: 'note', text: 'the catalog was made again' },
    summary,
  ]);
});

test('a name with line breaks and bytes that are not UTF-8 is still one line, and comes back as it was', () => {
  const stdout = memoryOutput();
  const path = '/drop/line\nbreak\u2028"\\\u001b\udce9.jpg';
  const asset: AssetEvent = {
    ...{ event: 'asset', status: 'skipped', action: 'skip', path, companions: [], reason: 'not-media' },
  };
  createJsonReporter(stdout).event(asset);

  expect(lines(stdout.text())).toMatchObject([{ path }]);
  expect(Buffer.from(stdout.text()).toString()).toBe(stdout.text());
});

test('a run that was stopped ends with a summary too', () => {
  const stdout = memoryOutput();
  writeStopped(stdout, {
    ...{ event: 'summary', command: 'import', exitCode: 4, error: 'the disk is gone', remedy: 'mount it' },
  });

  expect(lines(stdout.text())).toEqual([
    {
      ...{ event: 'summary', command: 'import', exitCode: 4, error: 'the disk is gone', remedy: 'mount it' },
      schema: 1,
    },
  ]);
});
