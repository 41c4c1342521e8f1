import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { PostgresOrderStore } from '../src/database/postgres-order-store.ts';
import { overdueFactOf } from '../src/domain/order.ts';
import { anOrder, following, orderId } from './an-order.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
const first = await mkdtemp(join(tmpdir(), 'orders-first-release-'));
afterAll(() => rm(first, { recursive: true }));
const firstFile = '0001-orders.sql';
await cp(join(import.meta.dirname, '../migrations', firstFile), join(first, firstFile));

const { app, owner, urls, roles } = await testDatabase({
  service: 'orders',
  packages: packages.map((source) => (source.package === '@shop/orders' ? { ...source, folder: first } : source)),
});
const ids = { placed: orderId, priced: `${orderId.slice(0, -1)}2`, cancelled: `${orderId.slice(0, -1)}3` };
for (const [state, id] of Object.entries(ids))
  await owner.insertInto('orders.orders').values(oldRow(id, state)).execute();
await migrate({ url: urls.owner, packages, schema: 'orders', roles });

const get = (id: string) => app.transaction().execute((trx) => new PostgresOrderStore(trx).get(id));
const inAMinute = new Date(Date.now() + 60_000);

describe('an order of the first release', () => {
  test('that was placed waits for its price, and not for ever', async () => {
    const order = await get(ids.placed);

    expect(order.checkout.state).toBe('placed');
    expect(overdueFactOf(order, new Date(0))).toBeUndefined();
    expect(overdueFactOf(order, inAMinute)).toEqual({ type: 'step-overdue', step: 'price' });
  });

  test('that was priced was led no further, and is cancelled', async () => {
    const order = await get(ids.priced);
    const fact = overdueFactOf(order, inAMinute);

    expect(order.checkout).toMatchObject({ state: 'priced', amount: undefined });
    expect(fact).toEqual({ type: 'step-overdue', step: 'reserve' });
    expect(overdueFactOf(following(order, fact!), inAMinute)).toEqual({ type: 'step-overdue', step: 'cancel' });
    expect(following(order, fact!, { type: 'stock-released' }).checkout).toMatchObject({ state: 'cancelled' });
  });

  test('that was cancelled stays so', async () => {
    const order = await get(ids.cancelled);

    expect(order.checkout).toMatchObject({ state: 'cancelled', reason: 'unknown-article', pricing: 'refused' });
    expect(following(order, { type: 'cancel-wanted' })).toEqual(order);
  });

  test('that the first release cancels after the migration needs no deadline any more', async () => {
    const change = { state: 'cancelled', reason: 'two-currencies' };
    await owner.updateTable('orders.orders').set(change).where('id', '=', ids.placed).execute();

    expect(await get(ids.placed)).toMatchObject({ deadline: undefined, checkout: change });
  });
});

function oldRow(id: string, state: string) {
  const { customer, cardToken, placedBy, placedAt } = anOrder();
  return {
    id,
    customer_name: customer.name,
    customer_email: customer.email,
    customer_address: customer.address,
    card_token: cardToken,
    placed_by: placedBy,
    placed_at: placedAt,
    state,
    since: placedAt,
    reason: state === 'cancelled' ? 'unknown-article' : null,
  };
}
