import { expect, test } from 'vitest';
import { BadOptions } from '../bad-options.ts';
import { messagingOptions } from './options.ts';
import { groupNames } from './results.ts';

test('everything is measured unless rows are named, and a row brings its group along', () => {
  expect(messagingOptions([]).groups).toEqual(groupNames);
  expect(messagingOptions(['--rows', 'on-batch,ceilings', '--rows', 'micro-batch']).groups).toEqual([
    'ceilings',
    'consumers',
  ]);
});

test('a row that does not exist is refused, and so is keeping what means nothing', () => {
  expect(() => messagingOptions(['--rows', 'speed'])).toThrow(BadOptions);
  expect(() => messagingOptions(['--rounds', 'many'])).toThrow(BadOptions);
  expect(() => messagingOptions(['--quick', '--write'])).toThrow('does not keep it');
});
