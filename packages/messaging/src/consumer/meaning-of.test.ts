import { expect, test } from 'vitest';
import { Fatal, Park, Retryable } from './failures.ts';
import { Abandoned, meaningOf } from './meaning-of.ts';
import { HandlerTooSlow } from './capped.ts';
import { PlaceLost, TooNew } from './place-lost.ts';

const withCode = (code: string) => Object.assign(new Error('of the database'), { code });

test.each([
  ['a connection that broke', withCode('08006'), 'not-its-fault'],
  ['a server that was told to stop', withCode('57P01'), 'not-its-fault'],
  ['a server without connections', withCode('53300'), 'not-its-fault'],
  ['a serialization failure', withCode('40001'), 'not-its-fault'],
  ['a deadlock', withCode('40P01'), 'not-its-fault'],
  ['a lock that did not come in time', withCode('55P03'), 'not-its-fault'],
  ['a transaction that idled', withCode('25P03'), 'not-its-fault'],
  ['a transaction that took too long', withCode('25P04'), 'not-its-fault'],
  ['a lost fence', new PlaceLost({ topic: 't', partition: 0 }, 'it is'), 'not-its-fault'],
  ['a place that is left', new Abandoned(), 'not-its-fault'],
  ['a statement that takes too long', withCode('57014'), 'retryable'],
  ['a constraint', withCode('23505'), 'retryable'],
  ['a handler that takes too long', new HandlerTooSlow(5), 'retryable'],
  ['a bug', new TypeError('of undefined'), 'retryable'],
  ['something that is no error', 'oops', 'retryable'],
  ['Retryable', new Retryable('not yet'), 'retryable'],
  ['a later major', new TooNew('garden.tree-grew.v2'), 'retryable'],
  ['Park', new Park('ask somebody'), 'park'],
  ['Fatal', new Fatal('never'), 'fatal'],
])('%s is: %s', (_, error, meaning) => {
  expect(meaningOf(error)).toBe(meaning);
});
