import type { RunningSystem } from '@holdfast/cli/supervise';
import { eventually } from '@holdfast/testkit';
import { afterEach, expect, test, type TestContext } from 'vitest';
import { ownerUrl } from '../src/evidence/owner-url.ts';
import { rows } from '../src/evidence/rows.ts';
import { whileHeldDown } from '../src/hold-down.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { untilStatus } from '../src/order-requests.ts';
import { breakOutside, mendOutside } from '../src/outside-faults.ts';
import { sharedShop } from '../src/shared-shop.ts';

const theShop = sharedShop();
const accepted: string[] = [];
let shop: RunningSystem;

afterEach(async () => {
  await mendOutside(shop, 'card-provider');
  await mendOutside(shop, 'risk');
});

async function place(context: TestContext, body?: unknown): Promise<string> {
  shop = await theShop(context);
  const { subject } = await shop.place(body === undefined ? {} : { body });
  accepted.push(subject);
  return subject;
}

async function endOf(orderId: string) {
  const { orders } = await expectShopHolds(shop, accepted, { withinMs: 120_000 });
  return orders.find(({ id }) => id === orderId);
}

test('the provider refuses for a moment: the order is settled afterwards', async (context) => {
  shop = await theShop(context);
  await breakOutside(shop, 'card-provider', { refuse: 1 });
  const orderId = await place(context);
  await eventually(() => attemptsToCharge(orderId), {
    what: 'a second attempt',
    withinMs: 30_000,
    until: (n) => n > 1,
  });
  await mendOutside(shop, 'card-provider');

  expect(await endOf(orderId)).toMatchObject({ state: 'settled' });
});

test('the provider refuses for longer than payments tries: the order is cancelled', async (context) => {
  shop = await theShop(context);
  await breakOutside(shop, 'card-provider', { refuse: 1 });
  const orderId = await place(context);
  await untilStatus(shop, orderId, ['cancelling', 'cancelled'], { withinMs: 90_000 });
  await mendOutside(shop, 'card-provider');

  expect(await endOf(orderId)).toMatchObject({ state: 'cancelled', reason: 'payment-abandoned' });
});

test('nothing outside answers for a while: the order ends', async (context) => {
  shop = await theShop(context);
  let orderId = '';
  await whileHeldDown(shop, 'outside-world', async () => {
    orderId = await place(context);
    await eventually(() => shop.place().then(({ subject }) => accepted.push(subject)), { what: 'another order' });
    await untilStatus(shop, orderId, ['screened', 'cancelling'], { withinMs: 60_000 });
  });

  expect(['settled', 'cancelled']).toContain((await endOf(orderId))?.state);
});

test('the risk service refuses: a small order goes on unscreened, a larger one is cancelled', async (context) => {
  shop = await theShop(context);
  await breakOutside(shop, 'risk', { refuse: 1 });
  const small = await place(context, ordered(1));
  const larger = await place(context, ordered(50));

  expect(await endOf(small)).toMatchObject({ state: 'settled' });
  expect(await endOf(larger)).toMatchObject({ state: 'cancelled', reason: 'screening-unavailable' });
});

function ordered(quantity: number): unknown {
  return {
    customer: { name: 'Ada Example', email: 'ada@example.com', address: '1 Sample Street, 12345 Sampleton' },
    cardToken: 'tok_visa_ok',
    lines: [{ article: 'mug', quantity }],
  };
}

async function attemptsToCharge(orderId: string): Promise<number> {
  const intents = await rows<{ attempts: number }>(
    ownerUrl(shop, 'payments'),
    `select attempts from holdfast.effect_intent where effect = 'payments.charge-card' and key = '${orderId}'`,
  );
  return intents[0]?.attempts ?? 0;
}
