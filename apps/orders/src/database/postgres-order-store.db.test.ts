import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { anOrder, orderId } from '../../test/an-order.ts';
import { orderStoreBehaviour } from '../use-cases/order-store.behaviour.ts';
import { PostgresOrderStore } from './postgres-order-store.ts';
import type { OrdersDb } from './schema.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { app, owner } = await testDatabase<OrdersDb>({ service: 'orders', packages });

orderStoreBehaviour('PostgresOrderStore', async () => {
  await sql`truncate orders.orders cascade`.execute(owner);
  return (run) => app.transaction().execute((trx) => run(new PostgresOrderStore(trx)));
});

const tables = ['orders', 'order_lines', 'order_steps', 'pages', 'impossible_facts'];
const asStored = {
  amount: 1,
  currency: 'EUR',
  pricing: 'refused',
  stock: 'not-asked',
  screening: 'not-asked',
  payment: 'not-asked',
};
const reasonOf = (state: string) => (['cancelling', 'cancelled'].includes(state) ? 'unknown-article' : null);
const states = [
  'placed',
  'priced',
  'reserved',
  'screened',
  'charged',
  'confirmed',
  'settled',
  'cancelling',
  'cancelled',
];

describe('the order tables', () => {
  test.each(tables.flatMap((table) => [`delete from orders.${table}`, `truncate orders.${table} cascade`]))(
    'refuse the service: %s',
    async (statement) => {
      await expect(sql.raw(statement).execute(app)).rejects.toThrow('permission denied');
    },
  );

  test.each(['settled', 'cancelled'])('keep an end: an order that is %s stays so', async (end) => {
    await sql`truncate orders.orders cascade`.execute(owner);
    await app.transaction().execute((trx) => new PostgresOrderStore(trx).add(anOrder()));
    const become = (state: string) => (role: typeof app) =>
      role
        .updateTable('orders')
        .set({ ...asStored, state, reason: reasonOf(state) })
        .where('id', '=', orderId)
        .execute();
    await become(end)(app);

    for (const state of states.filter((other) => other !== end))
      for (const role of [app, owner]) await expect(become(state)(role)).rejects.toThrow(`is ${end}, and stays so`);
    await expect(become(end)(app)).resolves.toBeDefined();
  });
});
