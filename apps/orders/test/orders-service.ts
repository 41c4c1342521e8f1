import type { OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { AnyMessage, DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { createService, readConfig } from '@holdfast/service';
import { testDatabase } from '@holdfast/testkit';
import { afterAll } from 'vitest';
import { OrdersConfig } from '../src/config.ts';
import { PricingConsumer } from '../src/messaging/pricing.consumer.ts';
import { OrdersModule } from '../src/orders.module.ts';

/** This service on a database of its own. No broker is there, so what it says stays in the outbox. */
export async function ordersService() {
  const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
  const { owner, urls } = await testDatabase({ service: 'orders', packages });
  const { app, runtime } = await createService(OrdersModule, configFor(urls));
  afterAll(async () => {
    await app.close();
    await runtime.pools.close();
  });

  return {
    document: async () => answered(await app.inject({ method: 'GET', url: '/openapi.json' })).json,
    rows: (table: string) => owner.selectFrom(table).selectAll().execute(),
    send: async ({ key, body }: RequestToPlace) =>
      answered(
        await app.inject({
          method: 'POST',
          url: '/v1/orders',
          headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
          payload: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    show: async (orderId: string) => answered(await app.inject({ method: 'GET', url: `/v1/orders/${orderId}` })),
    hear: <M extends AnyMessage>(message: M, data: DataOf<M>) =>
      runtime.engine.transact(fromPricing, ({ scope }) =>
        deliver(app.get(PricingConsumer, { strict: false }), message, data, scope),
      ),
  };
}

export interface RequestToPlace {
  readonly body: unknown;
  readonly key?: string;
}

function answered({ statusCode, headers, body }: Answer) {
  return { status: statusCode, headers, body, json: JSON.parse(body) };
}

interface Answer {
  readonly statusCode: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

const fromPricing = { actor: { id: 'service:pricing', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

function configFor({ app, relay }: { app: string; relay: string }) {
  return readConfig(OrdersConfig, {
    PORT: '0',
    DATABASE_URL: app,
    RELAY_DATABASE_URL: relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
  });
}
