import { describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../src/dates/refusals.js';

const now = Date.UTC(2025, 5, 15, 12);

describe('a date that no photograph has is refused', () => {
  test.each([
    // the clock of QuickTime, as it is and through time zones
    ['1904-01-01T00:00:00', 'epoch'],
    ['1904-01-01T01:00:00', 'epoch'],
    ['1903-12-31T17:30:00', 'epoch'],
    // the clock of Unix
    ['1970-01-01', 'epoch'],
    ['1970-01-01T00:00:00', 'epoch'],
    ['1970-01-01T05:45:00', 'epoch'],
    ['1969-12-31T16:00:00', 'epoch'],
    // before there were photographs
    ['1825-12-31T23:59:59', 'too-old'],
    ['1601-01-01T00:00:00', 'too-old'],
    ['0001-01-01', 'too-old'],
    // more than two days ahead, so that no time zone and no slow clock is to blame
    ['2025-06-17T12:00:01', 'future'],
    ['2025-06-18', 'future'],
    ['2107-12-31T23:59:58', 'future'],
  ])('%s: %s', (local, refusal) => {
    expect(refusalOf({ local }, now)).toBe(refusal);
  });
});

describe('a date that a photograph may have is not', () => {
  test.each([
    '1826-01-01',
    '1904-01-02T00:00:00',
    '1970-01-01T00:07:31',
    '1970-01-01T15:00:00',
    '1969-07-20T20:17:40',
    '1980-01-01T00:00:00',
    '2025-06-15T12:00:00',
    '2025-06-17T12:00:00',
  ])('%s', (local) => {
    expect(refusalOf({ local }, now)).toBeUndefined();
  });
});

test('the offset counts when a date is compared with now', () => {
  const local = '2025-06-17T20:00:00';

  expect(refusalOf({ local }, now)).toBe('future');
  expect(refusalOf({ local, offsetMinutes: 13 * 60 }, now)).toBeUndefined();
  expect(refusalOf({ local: '2025-06-17T11:00:00', offsetMinutes: -600 }, now)).toBe('future');
});

test('a clock that is not trusted refuses no date as lying in the future', () => {
  expect(refusalOf({ local: '2107-12-31' }, undefined)).toBeUndefined();
  expect(refusalOf({ local: '1970-01-01' }, undefined)).toBe('epoch');
});

test('a year alone was written by a person: it is not what a device writes that has no date', () => {
  expect(refusalOf({ local: '1970-01-01', known: '1970' }, now)).toBeUndefined();
  expect(refusalOf({ local: '1904-01-01', known: '1904-01' }, now)).toBeUndefined();
  expect(refusalOf({ local: '1825-01-01', known: '1825' }, now)).toBe('too-old');
  expect(refusalOf({ local: '2026-01-01', known: '2026' }, now)).toBe('future');
});
