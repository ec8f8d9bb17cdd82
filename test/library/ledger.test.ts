import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readLog } from '../../src/library/append-log.js';
import { importedActions, Ledger, type LedgerEntry } from '../../src/library/ledger.js';
import { temporaryFolder } from '../temporary-folder.js';
import { thrownBy } from '../thrown-by.js';

const at = temporaryFolder();

function entry(run: string, action: number): LedgerEntry {
  const fingerprint = { size: 1_234, hash: '00ff00ff00ff00ff' };
  return { event: 'imported', fingerprint, name: 'caf\udce9 ñ.jpg', run, action };
}

function append(...entries: LedgerEntry[]): void {
  const ledger = Ledger.open(at('ledger.jsonl'));
  ledger.append(entries);
  ledger.sync();
  ledger.close();
}

test('a new ledger begins with its format and holds one line for each content', () => {
  append(entry('r1', 1), entry('r1', 2));
  append(entry('r2', 1));
  const line = { event: 'imported', size: 1_234, hash: '00ff00ff00ff00ff', name: 'caf\udce9 ñ.jpg' };
  expect([...readLog(at('ledger.jsonl'))]).toEqual([
    { format: 'photokeep ledger', version: 1 },
    { ...line, run: 'r1', action: 1 },
    { ...line, run: 'r1', action: 2 },
    { ...line, run: 'r2', action: 1 },
  ]);
  expect(statSync(at('ledger.jsonl')).mode & 0o777).toBe(0o600);
});

test('says which actions of a run it knows, so that recovery adds the others only', () => {
  append(entry('r1', 1), entry('r1', 7), entry('r2', 2));
  expect([...importedActions(at('ledger.jsonl'), 'r1')]).toEqual([1, 7]);
  expect([...importedActions(at('ledger.jsonl'), 'r3')]).toEqual([]);
});

test('the ledger of a newer photokeep is refused and left as it is', () => {
  const text = '{"format":"photokeep ledger","version":2}\n{"unknown":"line"}\n{"torn';
  writeFileSync(at('ledger.jsonl'), text);
  expect(thrownBy(() => Ledger.open(at('ledger.jsonl')))).toMatchObject({ kind: 'usage', exitCode: 2 });
  expect(readFileSync(at('ledger.jsonl'), 'utf8')).toBe(text);
});

describe('a power cut in the first seconds of a library', () => {
  test.each([
    ['an empty ledger', ''],
    ['half a header', '{"format":"photokeep led'],
    ['zeros', '\0'.repeat(200)],
  ])('leaves %s, and the next run goes on all the same', (_, text) => {
    writeFileSync(at('ledger.jsonl'), text);
    append(entry('r1', 1));
    append(entry('r1', 2));
    expect([...importedActions(at('ledger.jsonl'), 'r1')]).toEqual([1, 2]);
    expect([...readLog(at('ledger.jsonl'))].filter((line) => 'version' in line)).toHaveLength(1);
  });
});
