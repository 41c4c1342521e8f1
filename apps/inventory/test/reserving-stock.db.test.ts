import { exampleOf } from '@holdfast/contract-kit/testing';
import { CommitStock, ReleaseStock, ReserveStock } from '@shop/contracts-inventory';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { describe, expect, test } from 'vitest';
import { ordinaryLines as lines } from './a-reservation.ts';
import { inventoryService } from './inventory-service.ts';

const service = await inventoryService();
const dispatched = exampleOf(import.meta.resolve('@shop/contracts-shipping'), ShipmentDispatched, 'ordinary');

const typesAbout = async (orderId: string) => (await service.saidAbout(orderId)).map(({ type }) => type);
const placesOf = async (article: string) => {
  const { on_hand, reserved, committed, shipped } = (await service.stockOf(article))!;
  return [on_hand, reserved, committed, shipped].map(Number);
};

describe('an order', () => {
  test('takes its stock through the house', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(ReserveStock, { orderId, lines });
    const [onHand, reserved, committed, shipped] = (await placesOf('teapot')) as [number, number, number, number];
    await service.hear(CommitStock, { orderId });
    expect(await placesOf('teapot')).toEqual([onHand, reserved - 1, committed + 1, shipped]);
    await service.hear(ShipmentDispatched, { ...dispatched, orderId });

    expect(await placesOf('teapot')).toEqual([onHand, reserved - 1, committed, shipped + 1]);
    expect(await typesAbout(orderId)).toEqual(['inventory.stock-reserved.v1', 'inventory.stock-committed.v1']);
  });

  test('gives its stock back, and every repeat is answered without an effect', async () => {
    const orderId = crypto.randomUUID();
    const before = await placesOf('teapot');
    for (let time = 0; time < 2; time++) await service.hear(ReserveStock, { orderId, lines });
    for (let time = 0; time < 2; time++) await service.hear(ReleaseStock, { orderId });

    expect(await placesOf('teapot')).toEqual(before);
    expect(await typesAbout(orderId)).toEqual([
      'inventory.stock-reserved.v1',
      'inventory.stock-reserved.v1',
      'inventory.stock-released.v1',
      'inventory.stock-released.v1',
    ]);
  });

  test('that was released before it asked is refused', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(ReleaseStock, { orderId });
    await service.hear(ReserveStock, { orderId, lines });

    expect(await service.saidAbout(orderId)).toEqual([
      { type: 'inventory.stock-released.v1', orderId },
      { type: 'inventory.stock-refused.v1', orderId, reason: 'was-released' },
    ]);
  });

  test.each([
    ['out-of-stock', 'sold-out-mug'],
    ['unknown-article', 'samovar'],
  ])('is refused because of %s, and takes nothing of the rest', async (reason, article) => {
    const orderId = crypto.randomUUID();
    const before = await placesOf('mug');
    await service.hear(ReserveStock, { orderId, lines: [...lines, { article, quantity: 1 }] });

    expect(await service.saidAbout(orderId)).toEqual([
      { type: 'inventory.stock-refused.v1', orderId, reason, articles: [article] },
    ]);
    expect(await placesOf('mug')).toEqual(before);
  });

  test('of the largest size is reserved', async () => {
    const orderId = crypto.randomUUID();
    const largest = Array.from({ length: 100 }, () => ({ article: 'mug', quantity: 1_000 }));
    await service.hear(ReserveStock, { orderId, lines: largest });

    expect(await typesAbout(orderId)).toEqual(['inventory.stock-reserved.v1']);
  });
});

describe('what cannot be', () => {
  test('a release of what is committed is answered with what is true, and noted', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(ReserveStock, { orderId, lines });
    await service.hear(CommitStock, { orderId });
    await service.hear(ReleaseStock, { orderId });

    expect((await typesAbout(orderId)).at(-1)).toBe('inventory.stock-committed.v1');
    expect(await service.rows('inventory.impossible_facts')).toMatchObject([
      { order_id: orderId, state: 'committed', fact: 'release-stock' },
    ]);
  });

  test('goods that left before anybody reserved them are taken from what is on hand as soon as they are', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(ShipmentDispatched, { ...dispatched, orderId });
    const [onHand, reserved, committed, shipped] = (await placesOf('teapot')) as [number, number, number, number];
    await service.hear(ReserveStock, { orderId, lines });
    await service.hear(CommitStock, { orderId });

    expect(await placesOf('teapot')).toEqual([onHand - 1, reserved, committed, shipped + 1]);
    expect((await typesAbout(orderId)).at(-1)).toBe('inventory.stock-committed.v1');
  });
});
