import { describe, expect, test } from 'vitest';
import { outcomeOfCode, outcomeOfCounts, table, totalOf, type Verdict } from './verdict.ts';

const counts = { passed: 40, failed: 0, skipped: 2, undecided: [] };
const format: Verdict = { stage: 'format', outcome: 'held', minutes: 0.04, budgetMinutes: 0.1 };
const tests: Verdict = { stage: 'test', outcome: 'held', minutes: 4.2, budgetMinutes: 4, counts };

describe('a stage', () => {
  test.each([
    [0, 'held'],
    [1, 'broken'],
    [2, 'undecided'],
    [null, 'broken'],
  ])('that ends with %s is %s', (code, outcome) => {
    expect(outcomeOfCode(code)).toBe(outcome);
  });

  test('of tests is undecided if nothing failed and something could not be decided', () => {
    expect(outcomeOfCounts({ failed: 0, undecided: ['no broker'] })).toBe('undecided');
    expect(outcomeOfCounts({ failed: 1, undecided: ['no broker'] })).toBe('broken');
  });
});

describe('all stages together', () => {
  test('count their tests and themselves', () => {
    expect(totalOf([format, tests])).toMatchObject({ passed: 42, failed: 0, skipped: 2 });
    expect(totalOf([{ ...format, outcome: 'broken' }, tests])).toMatchObject({ passed: 41, failed: 1 });
    expect(totalOf([{ ...format, outcome: 'undecided' }]).undecided).toEqual(['stage format']);
  });

  test('are a table with each budget, and one line that counts', () => {
    expect(table([format, tests])).toEqual([
      'format  held        0.0 min of 0.1',
      'test    held        4.2 min of 4  over its budget  40 passed, 0 failed, 2 skipped',
      '42 passed, 0 failed, 2 skipped',
    ]);
  });
});
