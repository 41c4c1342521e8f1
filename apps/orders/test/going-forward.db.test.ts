import { describe, expect, test } from 'vitest';
import { ordinary } from './an-order.ts';
import { anOrderOn } from './an-order-on-its-way.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();

describe('an order', () => {
  test('goes through all nine steps', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened', 'captured', 'committed');
    expect(await order.shown()).toMatchObject({ status: 'confirmed' });
    await order.hearing('settled', 'dispatched', 'noticed');

    const shown = await order.shown();
    expect(shown).toMatchObject({ status: 'settled' });
    expect(shown.steps.map(({ name, service: by }: Record<string, string>) => `${name} ${by}`)).toEqual([
      'place orders',
      'price pricing',
      'reserve inventory',
      'screen payments',
      'charge payments',
      'confirm orders',
      'settle finance',
      'ship shipping',
      'notify notifications',
    ]);
  });

  test('says one thing after another, each with what its receiver needs', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened', 'captured', 'committed');
    const { orderId } = order;
    const { lines, cardToken, customer } = ordinary;
    const { name, email, address } = customer;
    const amount = { amount: expect.any(Number), currency: 'EUR' };

    expect((await service.saidAbout(orderId)).slice(2)).toEqual([
      { type: 'inventory.reserve-stock.v1', orderId, lines },
      { type: 'payments.screen-order.v1', orderId, amount, email },
      { type: 'payments.charge-order.v1', orderId, amount, cardToken },
      { type: 'inventory.commit-stock.v1', orderId },
      { type: 'orders.order-confirmed.v1', orderId, lines, amount, customer: { name, email }, address },
    ]);
  });

  test('says nothing twice when everything comes twice', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'priced', 'reserved', 'reserved', 'screened', 'screened');
    await order.hearing('captured', 'captured', 'committed', 'committed', 'priced');
    const said = await order.said();

    expect(new Set(said).size).toBe(said.length);
    expect(said).toHaveLength(7);
  });

  test('that is small goes on without a screening, and is marked', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'unscreened');

    expect(await order.shown()).toMatchObject({ status: 'screened' });
    expect(await service.rows('orders.orders')).toContainEqual(
      expect.objectContaining({ id: order.orderId, unscreened: true }),
    );
  });

  test('takes no notice of notices that are none of its steps', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened', 'captured', 'committed');
    const before = await order.shown();
    await order.hears.noticedOtherwise('delayed');

    expect(await order.shown()).toEqual(before);
  });
});
