import { expect, test } from 'vitest';
import { BadOptions, messagingOptions } from './options.ts';

test('everything is measured unless rows are named, and a row brings its group along', () => {
  expect(messagingOptions([]).groups).toEqual(['ceilings', 'producers', 'drains', 'consumers']);
  expect(messagingOptions(['--rows', 'on-batch,ceilings', '--rows', 'micro-batch']).groups).toEqual([
    'ceilings',
    'consumers',
  ]);
});

test('a row that does not exist is refused, and so is keeping what means nothing', () => {
  expect(() => messagingOptions(['--rows', 'speed'])).toThrow(BadOptions);
  expect(() => messagingOptions(['--quick', '--write'])).toThrow('does not keep it');
});
