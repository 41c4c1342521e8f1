import { join } from 'node:path';
import type { AnyMessage, DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { createService, readConfig } from '@holdfast/service';
import { testDatabase } from '@holdfast/testkit';
import { afterAll } from 'vitest';
import { PricingConfig } from '../src/config.ts';
import { OrdersConsumer } from '../src/messaging/orders.consumer.ts';
import { PricingModule } from '../src/pricing.module.ts';

/** This service on a database of its own. No broker is there, so what it says stays in the outbox. */
export async function pricingService() {
  const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
  const { owner, urls } = await testDatabase({ service: 'pricing', packages });
  const { app, runtime } = await createService(PricingModule, configFor(urls));
  afterAll(async () => {
    await app.close();
    await runtime.pools.close();
  });

  return {
    rows: (table: string) => owner.selectFrom(table).selectAll().execute(),
    hear: <M extends AnyMessage>(message: M, data: DataOf<M>) =>
      runtime.engine.transact(fromOrders, ({ scope }) =>
        deliver(app.get(OrdersConsumer, { strict: false }), message, data, scope),
      ),
  };
}

const fromOrders = { actor: { id: 'service:orders', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

function configFor({ app, relay }: { app: string; relay: string }) {
  return readConfig(PricingConfig, {
    PORT: '0',
    DATABASE_URL: app,
    RELAY_DATABASE_URL: relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    PRICE_LIST_FILE: join(import.meta.dirname, 'price-list.json'),
  });
}
