import { join } from 'node:path';
import { loadSystem } from '@holdfast/system-model';
import { expect, test } from 'vitest';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { shopFor } from '../src/shop-for.ts';

const { services, steps } = await loadSystem(join(import.meta.dirname, '../../..'));

/** A service may read the folder that it stands in, and nothing of the checkout; it may write nowhere. */
const alone = ({ service }: { service: string }) =>
  services.some(({ name }) => name === service) ? ['--permission', '--allow-fs-read=.'] : [];

test('on the built services an order does all nine steps, also when one of them is killed on the way', async (context) => {
  const shop = await shopFor(context, { built: true, nodeArgs: alone });
  const victim = shop.member('payments');

  const placed = await shop.place();
  const progress = await shop.until(placed, {
    onStep: ({ name }) => void (name === 'reserve' && shop.kill('payments')),
  });

  expect(progress.status).toBe('settled');
  expect(progress.steps.map(({ name }) => name).toSorted()).toEqual(steps.map(({ name }) => name).toSorted());
  expect(victim.process.starts).toBe(2);
  await expectShopHolds(shop, [placed.subject]);
});
