import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { requireReportPlace, writeReport } from '../../src/app/write-report.js';
import { fsPath } from '../../src/system/fs-path.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const folder = temporaryFolder();
const mark = '<!-- a report -->';
const report = (...name: readonly string[]) => ({ path: folder(...name), mark });

test('a report is written whole, and the next one takes its place', () => {
  writeReport(report('dup.html'), [mark, 'first']);
  writeReport(report('dup.html'), [mark, 'sec', 'ond']);

  expect(readFileSync(folder('dup.html'), 'utf8')).toBe(`${mark}second`);
  expect(readdirSync(folder())).toEqual(['dup.html']);
});

test('an empty file, as mktemp makes it, may become a report; so may a name that is not UTF-8', () => {
  writeFileSync(folder('dup.html'), '');
  writeReport(report('dup.html'), [mark]);
  writeReport(report('caf\udce9.html'), [mark]);

  expect(readFileSync(fsPath(folder('caf\udce9.html')), 'utf8')).toBe(mark);
});

describe('nothing else is written over', () => {
  test.each(['dup.html', 'dup.html.part'])('a picture called %s', (name) => {
    writeFileSync(folder(name), 'the only picture of Oma');
    const error = thrownBy(() => {
      writeReport(report('dup.html'), [mark]);
    });

    expect(error).toMatchObject({ kind: 'usage', message: `${folder(name)} is there already and no report` });
    expect(readFileSync(folder(name), 'utf8')).toBe('the only picture of Oma');
    expect(readdirSync(folder())).toEqual([name]);
  });

  test('a folder, or what a link leads to', () => {
    mkdirSync(folder('a.html'));
    writeFileSync(folder('report.html'), mark);
    symlinkSync(folder('report.html'), folder('b.html'));

    for (const name of ['a.html', 'b.html']) {
      expect(
        thrownBy(() => {
          requireReportPlace(report(name));
        }),
      ).toMatchObject({ kind: 'usage' });
    }
  });
});

test.each([
  ['nowhere/dup.html', 'ENOENT'],
  ['file/dup.html', 'ENOTDIR'],
])('a place that is none is told before the run: %s', (name, code) => {
  writeFileSync(folder('file'), '');

  expect(
    thrownBy(() => {
      requireReportPlace(report(name));
    }),
  ).toMatchObject({
    kind: 'usage',
    message: expect.stringContaining(`dup.html cannot be written: ${code}`) as unknown,
  });
});

test('where making it fails, the earlier report stays, and nothing else', () => {
  writeReport(report('dup.html'), [mark, 'first']);
  const failing = function* (): Generator<string> {
    yield mark;
    throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' });
  };
  const error = thrownBy(() => {
    writeReport(report('dup.html'), failing());
  });

  expect(error).toMatchObject({
    kind: 'usage',
    message: expect.stringContaining('the disk is full') as unknown,
  });
  expect(readFileSync(folder('dup.html'), 'utf8')).toBe(`${mark}first`);
  expect(readdirSync(folder())).toEqual(['dup.html']);
});
