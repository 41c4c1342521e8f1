import { describe, expect, test } from 'vitest';
import { parseHeader } from './header.ts';

const complete = ['-- phase: expand', '-- transaction: on', '-- door: two-way'];
const problemsOf = (...lines: string[]) => {
  const parsed = parseHeader(lines.join('\n'));
  return 'problems' in parsed ? parsed.problems.map(({ line, problem }) => `${line}: ${problem}`) : [];
};

describe('a complete header', () => {
  test('is read', () => {
    const text = [...complete, '', 'select 1;'].join('\n');
    expect(parseHeader(text)).toEqual({ header: { phase: 'expand', transaction: 'on', door: 'two-way', waivers: [] } });
  });

  test('may waive rules, each with its reason', () => {
    const text = [...complete, '-- waive: lock-budget because the table has nine rows', '', 'select 1;'].join('\n');
    expect(parseHeader(text)).toMatchObject({
      header: { waivers: [{ rule: 'lock-budget', reason: 'the table has nine rows' }] },
    });
  });

  test('may have the line ends of another system', () => {
    expect(parseHeader([...complete, '', 'select 1;'].join('\r\n'))).toMatchObject({ header: { door: 'two-way' } });
  });

  test('may be followed by comments, below an empty line', () => {
    expect(problemsOf(...complete, '', '-- Parcels have a weight now.', 'select 1;')).toEqual([]);
  });
});

describe('a header', () => {
  test('that is not there is missing three things', () => {
    expect(problemsOf('select 1;')).toEqual([
      expect.stringMatching(
        /^1: The header has no phase\. Begin the file with `-- phase: …`, one of: expand, backfill, contract\.$/,
      ),
      expect.stringMatching(/^1: The header has no transaction\./),
      expect.stringMatching(/^1: The header has no door\./),
    ]);
  });

  test('with a value that nobody knows names the ones that are known', () => {
    expect(problemsOf('-- phase: extend', ...complete.slice(1))).toEqual([
      '1: `extend` is no phase. Write one of: expand, backfill, contract.',
    ]);
  });

  test('with a misspelt line is refused, and not read as a comment', () => {
    expect(problemsOf(...complete, '-- waiver: lock-budget because it is small')).toEqual([
      expect.stringMatching(/^4: `-- waiver: .*` is no header line/),
    ]);
  });

  test('that says a thing twice is refused', () => {
    expect(problemsOf(...complete, '-- door: one-way')).toEqual([
      expect.stringMatching(/^4: `-- door:` stands here a second time/),
    ]);
  });

  test('that waives without a reason is refused', () => {
    expect(problemsOf(...complete, '-- waive: lock-budget')).toEqual([
      expect.stringMatching(/^4: .*gives no rule or no reason/),
    ]);
    expect(problemsOf(...complete, '-- waive: lock-budget because ')).toEqual([
      expect.stringMatching(/^4: .*gives no rule or no reason/),
    ]);
  });

  test('that waives a rule twice is refused', () => {
    const waiver = '-- waive: lock-budget because it is small';
    expect(problemsOf(...complete, waiver, waiver)).toEqual([
      expect.stringMatching(/^5: The rule lock-budget is waived twice/),
    ]);
  });

  test('that goes on below an empty line is refused, because nothing reads it there', () => {
    expect(problemsOf(...complete, '', '-- waive: lock-budget because it is small', 'select 1;')).toEqual([
      expect.stringMatching(/^5: `-- waive:` stands below the header/),
    ]);
  });

  test('tells all its problems at once', () => {
    expect(problemsOf('-- phase: extend', '-- hello', '', '-- door: two-way')).toHaveLength(5);
  });
});
