import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { blockOf, crontabLine, shellWord, withBlock, withoutBlock } from '../../src/system/crontab-text.js';
import fc from '../fast-check.js';

const lines = ['LANG=C.UTF-8', '*/15 * * * * photokeep import'];

/** A crontab always ends with a newline: cron takes no other. */
const crontabs = fc
  .array(
    fc.constantFrom(
      '# m h dom mon dow command',
      'MAILTO=ana',
      '0 5 * * 1 tar -zcf /x \\%Y',
      '',
      '  ',
      '@daily y',
    ),
    { maxLength: 8 },
  )
  .map((some) => some.map((line) => `${line}\n`).join(''));

describe('a block in a crontab', () => {
  test('goes in, is replaced where it stands, and comes out without a trace', () => {
    fc.assert(
      fc.property(crontabs, crontabs, (before, later) => {
        const installed = withBlock(before, lines) + later;

        expect(blockOf(installed)).toEqual(lines);
        expect(withBlock(installed, lines)).toBe(installed);
        expect(blockOf(withBlock(installed, ['@daily other']))).toEqual(['@daily other']);
        expect(withoutBlock(installed)).toBe(before + later);
      }),
    );
  });

  test('is not there in other crontabs', () => {
    expect(blockOf('0 1 * * * x\n')).toBeUndefined();
    expect(withoutBlock('0 1 * * * x\n')).toBe('0 1 * * * x\n');
  });

  test.each([
    ['a beginning without an end', '# >>> photokeep >>>\n* * * * * x\n'],
    ['an end without a beginning', '# <<< photokeep <<<\n'],
    ['the end first', '# <<< photokeep <<<\n# >>> photokeep >>>\n'],
    ['two blocks', withBlock('', lines) + withBlock('', lines)],
  ])('cannot be told with %s', (_, crontab) => {
    expect(() => withBlock(crontab, lines)).toThrow(RangeError);
    expect(() => withoutBlock(crontab)).toThrow(RangeError);
  });
});

test.each(['plain', 'with space', "it's", '$HOME `x` "y" \\ \n', '', '*', 'ünï'])(
  'the shell reads %j back as it was',
  (word) => {
    const printed = execFileSync('/bin/sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' });
    expect(printed).toBe(word);
  },
);

test('a percent sign, which cron takes for the end of the command, is escaped', () => {
  expect(crontabLine('@daily', ['photokeep', 'import', '--library', '/data/100% ours'])).toBe(
    String.raw`@daily photokeep import --library '/data/100\% ours'`,
  );
});
