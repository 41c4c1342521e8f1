import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { orderStoreBehaviour } from '../use-cases/order-store.behaviour.ts';
import { PostgresOrderStore } from './postgres-order-store.ts';
import type { OrdersDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<OrdersDb>({ service: 'orders', packages });

orderStoreBehaviour('PostgresOrderStore', async () => {
  await sql`truncate orders.orders cascade`.execute(owner);
  return (run) => app.transaction().execute((trx) => run(new PostgresOrderStore(trx)));
});
