import { expect, test } from 'vitest';
import { idOfRecord } from './id-of-record.ts';

const here = { clusterId: 'one', topic: 'garden.events', partition: 1, offset: 17n };

test('a record has the same id whenever it is read', () => {
  expect(idOfRecord(here)).toBe(idOfRecord({ ...here }));
  expect(idOfRecord(here)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test.each([
  ['another cluster', { clusterId: 'two' }],
  ['another topic', { topic: 'garden.commands' }],
  ['another partition', { partition: 11 }],
  ['another offset', { offset: 7n }],
])('a record of %s has another id', (_, other) => {
  expect(idOfRecord({ ...here, ...other })).not.toBe(idOfRecord(here));
});
