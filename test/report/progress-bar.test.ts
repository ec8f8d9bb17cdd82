import { expect, test } from '@jest/globals';
import { createProgressBar } from '../../src/report/progress-bar.js';
import { memoryOutput } from '../memory-output.js';

test('a bar shows count, rate and time left; the next part of the work has a bar and a rate of its own', () => {
  const stderr = { ...memoryOutput(), isTerminal: true, columns: 200 };
  let written = '';
  let nowMs = 0;
  const bar = createProgressBar({ ...stderr, write: (text) => (written += text) }, () => nowMs);
  const shown = (): string | undefined => {
    const last = /(\d+\/\d+ {2}\S+ {2}.* left)(?![^]*left)/.exec(written)?.[1];
    written = '';
    return last;
  };

  nowMs = 1000;
  bar.show({ done: 100, total: 1000 });
  expect(shown()).toBe('100/1000  100/s  9 s left');
  nowMs = 5000;
  bar.show({ done: 0, total: 20 });
  shown();
  nowMs = 7000;
  bar.show({ done: 4, total: 20 });
  bar.stop();
  expect(written).toContain('4/20  2.0/s  8 s left');
});

test('bytes are shown as people read them', () => {
  let written = '';
  let nowMs = 0;
  const stderr = { ...memoryOutput(), isTerminal: true, columns: 200 };
  const bar = createProgressBar({ ...stderr, write: (text) => (written += text) }, () => nowMs);
  nowMs = 2000;
  bar.show({ done: 50_000_000, total: 2_000_000_000, unit: 'byte' });
  bar.stop();
  expect(written).toContain('50.0 MB/2.0 GB  25.0 MB/s  78 s left');
});

test('where there is nothing to do there is no bar', () => {
  const stderr = memoryOutput(true);
  createProgressBar(stderr, () => 0).show({ done: 0, total: 0 });

  expect(stderr.text()).toBe('');
});
