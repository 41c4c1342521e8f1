import { sql } from 'kysely';
import { DatabaseSetup, getDisabledLogger, initializePollingMessageListener } from 'pg-transactional-outbox';
import type { BenchDatabase } from './bench-database.ts';
import { measured, payload } from './draining.ts';
import type { Subject } from './subject.ts';

const table = { outboxOrInbox: 'outbox', database: '', schema: 'garden', table: 'zehelein', listenerRole: '' } as const;
const polling = { ...table, nextMessagesSchema: 'garden', nextMessagesName: 'next_zehelein' };

/**
 * Its polling listener, which keeps the sequence of a segment: 100 per poll instead of 5 and a poll every 10 ms instead of
 * every 500, without the two protections that its docs leave off for an outbox.
 */
export function pgTransactionalOutbox({ owner, ownerUrl }: BenchDatabase, count: number): Subject {
  return {
    name: 'pg-transactional-outbox, polls of 100',
    run: async () => {
      const { dropAndCreateTable, createPollingFunction, setupPollingIndexes } = DatabaseSetup;
      const setup = [dropAndCreateTable(table), createPollingFunction(polling), setupPollingIndexes(polling)];
      await sql.raw(setup.join('\n')).execute(owner);
      await sql`
        insert into garden.zehelein (id, aggregate_type, aggregate_id, message_type, segment, payload, created_at)
        select gen_random_uuid(), 'tree', 'tree-' || n % 1000, 'grew', 'tree-' || n % 1000, ${payload}::jsonb, clock_timestamp()
          from generate_series(1, ${count}::int) as n`.execute(owner);
      const { promise: done, resolve } = Promise.withResolvers<void>();
      let left = count;
      return measured(owner, count, async () => {
        const [stop] = initializePollingMessageListener(
          config(ownerUrl),
          { handle: async () => void ((left -= 1) === 0 && resolve()) },
          getDisabledLogger(),
        );
        await done;
        await stop();
      });
    },
  };
}

function config(connectionString: string): Parameters<typeof initializePollingMessageListener>[0] {
  return {
    outboxOrInbox: 'outbox',
    dbListenerConfig: { connectionString },
    settings: {
      dbSchema: table.schema,
      dbTable: table.table,
      enableMaxAttemptsProtection: false,
      enablePoisonousMessageProtection: false,
      nextMessagesFunctionSchema: polling.nextMessagesSchema,
      nextMessagesFunctionName: polling.nextMessagesName,
      nextMessagesBatchSize: 100,
      nextMessagesPollingIntervalInMs: 10,
    },
  };
}
