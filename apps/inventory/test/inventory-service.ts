import { join } from 'node:path';
import type { AnyMessage, DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { createService, readConfig } from '@holdfast/service';
import { testDatabase } from '@holdfast/testkit';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { afterAll } from 'vitest';
import { InventoryConfig } from '../src/config.ts';
import { InventoryModule } from '../src/inventory.module.ts';
import { OrdersConsumer } from '../src/messaging/orders.consumer.ts';
import { ShippingConsumer } from '../src/messaging/shipping.consumer.ts';

/** This service on a database of its own. No broker is there, so what it says stays in the outbox. */
export async function inventoryService() {
  const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
  const { owner, urls } = await testDatabase({ service: 'inventory', packages });
  const { app, runtime } = await createService(InventoryModule, configFor(urls));
  afterAll(async () => {
    await app.close();
    await runtime.pools.close();
  });

  const rows = (table: string) => owner.selectFrom(table).selectAll().execute();
  return {
    rows,
    stockOf: async (article: string) => (await rows('inventory.stock')).find((stock) => stock.article === article),
    hear: <M extends AnyMessage>(message: M, data: DataOf<M>) => {
      const consumer = (message as AnyMessage) === ShipmentDispatched ? ShippingConsumer : OrdersConsumer;
      return runtime.engine.transact(fromOthers, ({ scope }) =>
        deliver(app.get<object>(consumer, { strict: false }), message, data, scope),
      );
    },
    saidAbout: async (orderId: string) =>
      (await rows('holdfast.outbox'))
        .filter(({ key }) => key === orderId)
        .toSorted((one, other) => Number(one.id) - Number(other.id))
        .map(({ headers, payload }) => ({ type: headers.ce_type, ...JSON.parse(String(payload)) })),
  };
}

const fromOthers = { actor: { id: 'service:orders', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

function configFor({ app, relay }: { app: string; relay: string }) {
  return readConfig(InventoryConfig, {
    PORT: '0',
    DATABASE_URL: app,
    RELAY_DATABASE_URL: relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    STOCK_FILE: join(import.meta.dirname, 'stock.json'),
  });
}
