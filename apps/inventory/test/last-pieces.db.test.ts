import { CommitStock, ReleaseStock, ReserveStock } from '@shop/contracts-inventory';
import { describe, expect, test } from 'vitest';
import { inventoryService } from './inventory-service.ts';

const service = await inventoryService();
const piece = (article: string) => ({ article, quantity: 1 });
const there = [piece('last-teapot'), piece('last-mug')];

// The two ways round would wait for each other if each locked its lines as they come.
const orders = Array.from({ length: 40 }, (_, index) => ({
  orderId: crypto.randomUUID(),
  lines: index % 2 === 0 ? there : there.toReversed(),
}));

const statesOf = async () => Map.groupBy(await service.rows('inventory.reservations'), ({ state }): string => state);

describe('many orders at once for the last five pieces', () => {
  test('get five of them, and everybody is answered', async () => {
    await Promise.all(orders.map((order) => service.hear(ReserveStock, order)));
    const states = await statesOf();

    expect([states.get('reserved')?.length, states.get('refused')?.length]).toEqual([5, 35]);
    expect(await service.stockOf('last-teapot')).toMatchObject({ initial: '5', on_hand: '0', reserved: '5' });
    for (const { orderId } of orders) expect(await service.saidAbout(orderId)).toHaveLength(1);
  });

  test('keep every piece while commits and releases race', async () => {
    const ids = orders.map(({ orderId }) => orderId);
    await Promise.all(
      ids.flatMap((orderId) => [service.hear(CommitStock, { orderId }), service.hear(ReleaseStock, { orderId })]),
    );
    const states = await statesOf();
    const committed = states.get('committed')?.length ?? 0;
    const released = states.get('released')?.length ?? 0;

    expect(committed + released).toBe(5);
    for (const article of ['last-teapot', 'last-mug']) {
      expect(await service.stockOf(article)).toMatchObject({
        on_hand: String(released),
        reserved: '0',
        committed: String(committed),
      });
    }
  });
});
