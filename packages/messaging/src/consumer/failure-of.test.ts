import { expect, test } from 'vitest';
import { failureOf } from './failure-of.ts';

class TreeUnknown extends Error {}
const refusal = Object.assign(new Error('Key (tree)=(oak) exists'), { code: '23505', severity: 'ERROR' });

test.each([
  ['an error of its own class', new TreeUnknown('no oak'), 'TreeUnknown', 'no oak'],
  ['an error of JavaScript', new TypeError('undefined is no oak'), 'TypeError', 'undefined is no oak'],
  ['a refusal of the database', refusal, 'Error', 'the database refused it: integrity constraint violation (23505)'],
  ['something that is no error', 'oak', 'string', '"oak"'],
  ['a text that no table keeps', new Error('o\0k'), 'Error', 'o\u{FFFD}k'],
  ['a long text', new Error('o'.repeat(9_999)), 'Error', 'o'.repeat(500)],
])('%s is kept as its class and a text', (_, error, errorName, text) => {
  expect(failureOf(error, 2)).toEqual({ errorName, error: text, attempts: 2 });
});
