import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { screeningStoreBehaviour } from '../use-cases/screening-store.behaviour.ts';
import { PostgresScreeningStore } from './postgres-screening-store.ts';
import type { PaymentsDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<PaymentsDb>({ service: 'payments', packages });

screeningStoreBehaviour('PostgresScreeningStore', async () => {
  await sql`truncate payments.screenings`.execute(owner);
  return (run) => app.transaction().execute((trx) => run(new PostgresScreeningStore(trx)));
});
