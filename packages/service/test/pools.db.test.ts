import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openPools } from '../src/database/pools.ts';
import { nothingAnswers } from './alone.ts';

const { urls } = await testDatabase({ service: 'garden' });

test('whoever is frozen holds no lock for longer than its place in a group', async () => {
  const config = { ...nothingAnswers, DATABASE_URL: urls.app, RELAY_DATABASE_URL: urls.relay };
  const pools = openPools<unknown>(config, pino({ level: 'silent' }));
  try {
    for (const pool of [pools.app, pools.relay]) {
      const { rows } = await sql<Record<string, number>>`
        select name, setting::int from pg_settings
         where name in ('idle_in_transaction_session_timeout', 'transaction_timeout', 'lock_timeout', 'statement_timeout')`.execute(
        pool,
      );
      const limits = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
      expect(limits['idle_in_transaction_session_timeout']).toBeGreaterThan(0);
      expect(limits['idle_in_transaction_session_timeout']).toBeLessThan(config.KAFKA_SESSION_TIMEOUT_MS);
      expect(limits).toMatchObject({ transaction_timeout: 15_000, lock_timeout: 5_000, statement_timeout: 10_000 });
    }
  } finally {
    await pools.close();
  }
});
