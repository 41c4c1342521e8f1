import type { RunningSystem } from '@holdfast/cli/supervise';
import { eventually, undecided } from '@holdfast/testkit';
import { describe, expect, test, type TestContext } from 'vitest';
import { idsIn } from '../src/evidence/evidence.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { streamOrders, type OrderStream } from '../src/order-stream.ts';
import { shopFor } from '../src/shop-for.ts';

describe('when PostgreSQL is killed under a stream of orders', () => {
  test('all invariants hold', async (context) => {
    const shop = await shopFor(context);
    const { killPostgres, startPostgres } = faultsOf(context, shop);
    const stream = streamOrders(shop, { perSecond: 5 });

    await acceptedMore(stream, 20);
    await killPostgres();
    await eventually(() => readinessOf(shop, 'orders'), {
      withinMs: 30_000,
      what: 'orders says that it is not ready',
      until: ({ status }) => status === 503,
    });
    await startPostgres();
    await acceptedMore(stream, 20);

    const accepted = await stream.end();
    const evidence = await expectShopHolds(shop, accepted, { withinMs: 120_000 });
    expect(evidence.orders).toHaveLength(accepted.length);
    expect(idsIn(evidence, 'settled')).not.toEqual([]);
  });
});

describe('when Kafka is killed under a stream of orders', () => {
  test('orders are accepted meanwhile, and all invariants hold afterwards', async (context) => {
    const shop = await shopFor(context);
    const { killKafka, startKafka } = faultsOf(context, shop);
    const stream = streamOrders(shop, { perSecond: 5 });

    await acceptedMore(stream, 20);
    await killKafka();
    await eventually(() => readinessOf(shop, 'orders'), {
      withinMs: 60_000,
      what: 'orders is ready, and misses Kafka',
      until: ({ status, kafka }) => status === 200 && kafka === 'missing',
    });
    await acceptedMore(stream, 20);
    await startKafka();
    await acceptedMore(stream, 20);

    const accepted = await stream.end();
    const evidence = await expectShopHolds(shop, accepted, { withinMs: 180_000 });
    expect(evidence.orders).toHaveLength(accepted.length);
    expect(idsIn(evidence, 'settled')).not.toEqual([]);
  });
});

function faultsOf(context: TestContext, shop: RunningSystem): NonNullable<RunningSystem['infrastructure']['fault']> {
  const { fault } = shop.infrastructure;
  if (fault === undefined) undecided(context, 'only servers that this run started may be killed');
  return fault;
}

async function acceptedMore(stream: OrderStream, more: number): Promise<void> {
  const wanted = stream.accepted.length + more;
  const enough = (accepted: number) => accepted >= wanted;
  const what = `${more} more orders are accepted`;
  await eventually(() => stream.accepted.length, { withinMs: 60_000, what, until: enough });
}

interface Readiness {
  readonly status: number;
  readonly kafka?: string;
}

async function readinessOf(shop: RunningSystem, service: string): Promise<Readiness> {
  const response = await fetch(`${shop.adminUrl(service)}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  return { ...((await response.json()) as { kafka?: string }), status: response.status };
}
