import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BreakInPostgres } from './break-in-postgres.ts';
import { BrokenTree } from './broken-tree.ts';
import { consumerBreaksInPostgres } from './consumer-breaks-in-postgres.ts';
import { relayBreaksInPostgres } from './relay-breaks-in-postgres.ts';
import { tickBreaksInPostgres } from './tick-breaks-in-postgres.ts';

const root = join(import.meta.dirname, '../../../..');
const all = [...relayBreaksInPostgres, ...tickBreaksInPostgres, ...consumerBreaksInPostgres];

/** Red by what the test expects: a statement that PostgreSQL does not even accept breaks no rule. */
function isRed({ failureMessages }: { failureMessages: readonly string[] }): boolean {
  return failureMessages.length > 0 && failureMessages.every((message) => message.startsWith('AssertionError'));
}

test('without a break nothing of it is red', async () => {
  using tree = new BrokenTree(root, { edits: [] });
  const { tests, said } = await tree.test(all[0]!.test);
  expect(
    tests.map(({ status }) => status),
    said,
  ).toEqual(['passed']);
});

test.each(all)('$name: turns red what is tested of PostgreSQL', async (broken: BreakInPostgres) => {
  using tree = new BrokenTree(root, broken);
  const { tests, said } = await tree.test(broken.test);
  console.log(tests.map(({ fullName, failureMessages }) => `${fullName}\n${failureMessages.join('\n')}`).join('\n'));
  expect(tests, said).not.toEqual([]);
  for (const tested of tests) expect(isRed(tested), tested.failureMessages.join('\n') || 'it is green').toBe(true);
});
