import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { quoteStoreBehaviour } from '../use-cases/quote-store.behaviour.ts';
import { PostgresQuoteStore } from './postgres-quote-store.ts';
import type { PricingDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<PricingDb>({ service: 'pricing', packages });

quoteStoreBehaviour('PostgresQuoteStore', async () => {
  await sql`truncate pricing.quotes cascade`.execute(owner);
  return (run) => app.transaction().execute((trx) => run(new PostgresQuoteStore(trx)));
});
