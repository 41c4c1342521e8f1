import { expect, test } from 'vitest';
import { argumentsOf } from './arguments-of.ts';

test('options go on as they were given', () => {
  expect(argumentsOf({ json: true, rounds: '5', only: ['warm', 'dev'], write: undefined })).toEqual([
    '--json',
    '--rounds=5',
    '--only=warm',
    '--only=dev',
  ]);
});
