import { expect, test } from 'vitest';
import { messagingDatabase } from '../messaging-database.ts';
import { plansAt } from './plans-at.ts';

const database = await messagingDatabase();

test.each([false, true])(
  'with a million rows in the outbox of ticks a relay reads what it sends and no more, whether analyzed (%s) or not',
  (isAnalyzed) => expect(plansAt(database, { size: 1_000_000, isAnalyzed })).resolves.toBeUndefined(),
);
