import { join } from 'node:path';
import type { AnyMessage, DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { createService, readConfig } from '@holdfast/service';
import { eventually, testDatabase } from '@holdfast/testkit';
import { afterAll } from 'vitest';
import { ShippingConfig } from '../src/config.ts';
import { OrdersConsumer } from '../src/messaging/orders.consumer.ts';
import { ShippingModule } from '../src/shipping.module.ts';

/** This service on a database of its own, and the carrier at `carrierUrl`. No broker is there, so what it says stays in the outbox. */
export async function shippingService(carrierUrl: string) {
  const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
  const { owner, urls } = await testDatabase({ service: 'shipping', packages });
  const { app, runtime } = await createService(ShippingModule, configFor(urls, carrierUrl));
  afterAll(async () => {
    await app.close();
    await runtime.pools.close();
  });

  const rows = (table: string) => owner.selectFrom(table).selectAll().execute();
  const saidAbout = async (orderId: string) =>
    (await rows('holdfast.outbox'))
      .filter(({ key }) => key === orderId)
      .map(({ headers, payload }) => ({ type: headers.ce_type, ...JSON.parse(String(payload)) }));

  return {
    rows,
    /** One turn of whoever performs effects. */
    work: () => runtime.effects.runOnce(),
    /** Performs effects until so much was said about the order. */
    workUntilSaid: (orderId: string, count: number) =>
      eventually(() => runtime.effects.runOnce().then(() => saidAbout(orderId)), {
        what: `${count} messages about ${orderId}`,
        until: (said) => said.length >= count,
      }),
    hear: <M extends AnyMessage>(message: M, data: DataOf<M>) =>
      runtime.engine.transact(fromOrders, ({ scope }) =>
        deliver(app.get(OrdersConsumer, { strict: false }), message, data, scope),
      ),
  };
}

const fromOrders = { actor: { id: 'service:orders', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

function configFor({ app, relay }: { app: string; relay: string }, carrierUrl: string) {
  return readConfig(ShippingConfig, {
    PORT: '0',
    DATABASE_URL: app,
    RELAY_DATABASE_URL: relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    OUTSIDE_CARRIER_URL: carrierUrl,
    OUTSIDE_CARRIER_SECRET: 'not-used-here',
  });
}
