import { expect, test } from 'vitest';
import { NoOutcome, outcomeOf } from './outcome-of.ts';

test.each([
  ['watered', { result: 'watered' }],
  ['too-dry', { result: 'too-dry' }],
  [' watered ', { result: 'watered' }],
  ['abandoned', 'abandoned'],
  ['{"result":"watered","litres":3}', { result: 'watered', litres: 3 }],
  ['[1]', [1]],
])('%s is taken for an outcome', (text, outcome) => {
  expect(outcomeOf(text)).toEqual(outcome);
});

test.each(['', ' ', '{"result":', 'two words', '12', '"watered"', '-x'])('%j is none', (text) => {
  expect(() => outcomeOf(text)).toThrow(NoOutcome);
});
