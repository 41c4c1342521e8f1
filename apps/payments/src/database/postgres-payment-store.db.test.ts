import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { paymentStoreBehaviour } from '../use-cases/payment-store.behaviour.ts';
import { PostgresPaymentStore } from './postgres-payment-store.ts';
import type { PaymentsDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<PaymentsDb>({ service: 'payments', packages });

paymentStoreBehaviour('PostgresPaymentStore', async () => {
  await sql`truncate payments.payments`.execute(owner);
  return (run) => app.transaction().execute((trx) => run(new PostgresPaymentStore(trx)));
});
