import { expect, test } from 'vitest';
import { messageOfError } from './message-of-error.ts';

const postgres = (message: string, code: string) => Object.assign(new Error(message), { severity: 'ERROR', code });

test.each([
  ['23505', 'the database refused it: integrity constraint violation (23505)'],
  ['22P02', 'the database refused it: data exception (22P02)'],
  ['3D000', 'the database refused it: an error (3D000)'],
])('of a refusal by the database with %s it says the class, and nothing of the text', (code, said) => {
  expect(messageOfError(postgres('invalid input syntax: "someone@example.org"', code))).toBe(said);
});

test.each([
  [new Error('101 litres drown a plant'), '101 litres drown a plant'],
  [Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }), 'write EPIPE'],
  [postgres('the hose is off', 'hose-off'), 'the hose is off'],
  [new AggregateError([]), 'AggregateError'],
  [{ dry: true }, '{"dry":true}'],
])('of %s it says what that says', (error, said) => {
  expect(messageOfError(error)).toBe(said);
});
