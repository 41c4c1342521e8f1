import { describe, expect, test } from 'vitest';
import { BadOptions } from '../bad-options.ts';
import { benchOptions } from './options.ts';

describe('the options of the bench', () => {
  test('ask for everything, three times, unless told otherwise', () => {
    const { parts, rounds } = benchOptions([]);
    expect([parts.length, rounds]).toEqual([6, 3]);
  });

  test('name parts one by one', () => {
    expect(benchOptions(['--only', 'warm', '--only', 'dev', '--rounds', '5'])).toMatchObject({
      parts: ['warm', 'dev'],
      rounds: 5,
    });
  });

  test.each([
    ['--only', 'wam'],
    ['--rounds', '0'],
    ['--rounds', 'x'],
  ])('refuse %s %s with what there is', (...args) => {
    expect(() => benchOptions(args)).toThrow(BadOptions);
  });
});
