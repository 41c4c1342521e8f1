import { expect, test } from 'vitest';
import { messagingDatabase } from '../messaging-database.ts';
import { expectInMemory, planOfWideRows, plansAt } from './plans-at.ts';

const database = await messagingDatabase();

test.each([
  { size: 10, isAnalyzed: false },
  { size: 10, isAnalyzed: true },
  { size: 10_000, isAnalyzed: false },
  { size: 10_000, isAnalyzed: true },
])(
  'with $size rows in the outbox of ticks a relay reads what it sends and no more, whether analyzed ($isAnalyzed) or not',
  (size) => expect(plansAt(database, size)).resolves.toBeUndefined(),
);

test('a piece of wide rows is sorted without a file', async () => {
  const plan = await planOfWideRows(database);
  expectInMemory(plan, 'a piece of wide rows');
  expect(plan.steps.some(({ sortedOn }) => sortedOn === 'Memory')).toBe(true);
});
