import { describe, expect, test } from 'vitest';
import { databaseTrouble } from './database-trouble.ts';

const withCode = (code: string, message = 'm') => Object.assign(new Error(message), { code });

describe('a database', () => {
  test.each([
    ['refuses connections', withCode('ECONNREFUSED')],
    ['breaks them', withCode('ECONNRESET')],
    ['was told to stop', withCode('57P01')],
    ['starts up', withCode('57P03')],
    ['has no connection left', withCode('53300')],
    ['ended a transaction that idled', withCode('25P03')],
    ['went away in the middle', new Error('Connection terminated unexpectedly')],
    ['did not answer in time', new Error('Connection terminated due to connection timeout')],
    ['refuses on every address', new AggregateError([withCode('ECONNREFUSED')])],
    ['broke, and somebody wrapped the error', new Error('could not run', { cause: withCode('08006') })],
  ])('is away when it %s', (_what, error) => {
    expect(databaseTrouble(error)).toBe('away');
  });

  test.each(['40001', '40P01', '55P03', '57014'])('is busy when it answers %s', (code) => {
    expect(databaseTrouble(withCode(code))).toBe('busy');
  });

  test('is busy when all connections stay in use', () => {
    expect(databaseTrouble(new Error('timeout exceeded when trying to connect'))).toBe('busy');
  });

  test.each([
    withCode('23505'),
    withCode('42P01'),
    withCode('fish-unknown'),
    new Error('connection terminated by the author'),
    'ECONNREFUSED',
    undefined,
    { code: 'ECONNREFUSED' },
  ])('is not to blame for %s', (error) => {
    expect(databaseTrouble(error)).toBeUndefined();
  });

  test('is not looked for without end', () => {
    const error = new Error('a');
    error.cause = error;
    expect(databaseTrouble(error)).toBeUndefined();
  });
});
