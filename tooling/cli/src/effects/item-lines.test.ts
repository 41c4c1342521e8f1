import { expect, test } from 'vitest';
import type { Item } from './for-a-person.ts';
import { itemLines } from './item-lines.ts';

const since = new Date('2026-05-04T03:02:01.123Z');
const parked: Item = {
  kind: 'parked',
  name: 'garden-12',
  service: 'garden',
  id: '0f8fad5b-d9cb-469f-a165-70867728950e',
  position: '12',
  effect: 'garden.water-plant',
  key: 'oak',
  request: { plant: 'oak' },
  reason: 'the sprinkler\n\u001b[2Jdid not answer',
  attempts: 5,
  intendedAt: since,
  since,
  correlationId: 'c',
};
const contradicted: Item = {
  ...parked,
  kind: 'contradiction',
  name: 'garden-7',
  attempts: 1,
  outcome: { result: 'watered' },
  told: ['abandoned'],
};

test('what is parked is a table, and one line for each thing whatever the outside has written', () => {
  expect(itemLines([parked])).toEqual([
    'Nobody knows what came of these. Ask the outside, then say it:',
    '  id         effect              key  since                 attempts  why',
    '  garden-12  garden.water-plant  oak  2026-05-04T03:02:01Z  5         the sprinkler [2Jdid not answer',
    '',
    './holdfast effects resolve garden-12 --as <outcome>|abandoned --because "<why>"',
  ]);
});

test('a contradiction shows what counts and what was told', () => {
  const lines = itemLines([parked, contradicted]);
  expect(lines).toHaveLength(8);
  expect(lines[5]).toMatch(/garden-7 .* 1 +counts as {"result":"watered"}, then told "abandoned"$/);
});

test('what was told of another call says so, whether anything counts or not', () => {
  const other = { told: [{ result: 'watered' }], otherKeys: ['another'] };
  const told = 'told {"result":"watered"}, of another call: another';
  const lines = itemLines([
    { ...parked, reason: 'No answer.', ...other },
    { ...contradicted, ...other },
  ]);
  expect(lines[2]).toMatch(new RegExp(` No answer. It was ${told}$`));
  expect(lines[5]).toMatch(new RegExp(` counts as {"result":"watered"}, then ${told}$`));
});

test('what is stuck is shown with what is known, and nothing is to be decided', () => {
  const stuck: Item = { ...parked, kind: 'stuck', reason: 'out of ink', outcome: { result: 'watered' } };
  const lines = itemLines([stuck]);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain('Mend it');
  expect(lines[2]).toMatch(/garden-12 .* 5 +counts as {"result":"watered"}: out of ink$/);
  expect(itemLines([stuck, contradicted]).at(-1)).toContain('resolve garden-7');
});

test('of nothing there is nothing to say', () => {
  expect(itemLines([])).toEqual([]);
});
