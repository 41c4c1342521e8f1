import type { RunningSystem } from '@holdfast/cli/supervise';
import { afterEach, describe, expect, test, type TestContext } from 'vitest';
import { entriesOf, faultsFelt } from '../src/evidence/outside-ledgers.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { cancelOrder, untilStatus } from '../src/order-requests.ts';
import { breakOutside, mendOutside } from '../src/outside-faults.ts';
import { sharedShop } from '../src/shared-shop.ts';
import { untilInLedger } from '../src/until-in-ledger.ts';

const theShop = sharedShop();
const accepted: string[] = [];
let shop: RunningSystem;
let keptBefore = 0;

afterEach(async () => await mendOutside(shop, 'card-provider'));

/** Nobody is told of the next capture, in no way: it can only be found out. */
const keepsTheNextAnswer = { withholdAnswer: 1, webhook: { off: true }, times: 1 } as const;

async function placed(context: TestContext, faults: Parameters<typeof breakOutside>[2]): Promise<string> {
  shop = await theShop(context);
  keptBefore = (await faultsFelt(shop, 'card-provider'))['withholdAnswer'] ?? 0;
  await breakOutside(shop, 'card-provider', faults);
  const { subject } = await shop.place();
  accepted.push(subject);
  return subject;
}

/** How many answers were kept since the last order was placed. A test whose fault was not felt has shown nothing. */
async function answersKept(): Promise<number> {
  return ((await faultsFelt(shop, 'card-provider'))['withholdAnswer'] ?? 0) - keptBefore;
}

async function endOf(orderId: string) {
  const { orders, outside } = await expectShopHolds(shop, accepted, { withinMs: 120_000 });
  return {
    state: orders.find(({ id }) => id === orderId)?.state,
    captures: entriesOf(outside, 'capture', orderId).length,
    refunds: entriesOf(outside, 'refund', orderId).length,
  };
}

describe('when the provider captures and keeps its answer', () => {
  test.for([
    ['payments is killed', keepsTheNextAnswer],
    ['forgets the key, and payments is killed', { ...keepsTheNextAnswer, forgetKeys: true }],
  ] as const)('and %s, the order is settled with one capture', async ([, faults], context) => {
    const orderId = await placed(context, faults);
    await untilInLedger(shop, 'capture', orderId);
    expect(shop.kill('payments')).toBe(true);

    expect(await answersKept()).toBe(1);
    expect(await endOf(orderId)).toEqual({ state: 'settled', captures: 1, refunds: 0 });
  });

  test('and the customer cancels meanwhile, the capture is refunded, once', async (context) => {
    const orderId = await placed(context, keepsTheNextAnswer);
    await untilInLedger(shop, 'capture', orderId);

    expect(await answersKept()).toBe(1);
    expect(await cancelOrder(shop, orderId)).toEqual({ status: 202, body: { orderId, status: 'cancelling' } });
    expect(await cancelOrder(shop, orderId)).toMatchObject({ status: 202 });
    expect(await endOf(orderId)).toEqual({ state: 'cancelled', captures: 1, refunds: 1 });
    expect(await cancelOrder(shop, orderId)).toEqual({ status: 202, body: { orderId, status: 'cancelled' } });
  });
});

test('an order that is confirmed cannot be cancelled any more', async (context) => {
  const orderId = await placed(context, {});
  await untilStatus(shop, orderId, ['confirmed', 'settled']);

  expect(await cancelOrder(shop, orderId)).toMatchObject({ status: 409, body: { code: 'cancellation-too-late' } });
  expect(await endOf(orderId)).toEqual({ state: 'settled', captures: 1, refunds: 0 });
});

describe('webhooks that come', () => {
  test.for([
    ['in the place of the answer', { withholdAnswer: 1, webhook: { delayMs: 300 }, times: 1 }],
    ['late and twice', { webhook: { delayMs: [200, 1_500], twice: true }, times: 1 }],
    ['out of their order', { webhook: { delayMs: [0, 1_500], twice: true, outOfOrder: true }, times: 1 }],
  ] as const)('%s change nothing: one capture, settled', async ([, faults], context) => {
    const orderId = await placed(context, faults);
    accepted.push((await shop.place()).subject); // Its webhook overtakes the other.

    expect(await endOf(orderId)).toEqual({ state: 'settled', captures: 1, refunds: 0 });
  });
});
