import type { OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { AnyMessage, DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { createService, readConfig } from '@holdfast/service';
import { testDatabase } from '@holdfast/testkit';
import { afterAll } from 'vitest';
import { OrdersConfig } from '../src/config.ts';
import { FinanceConsumer } from '../src/messaging/finance.consumer.ts';
import { InventoryConsumer } from '../src/messaging/inventory.consumer.ts';
import { NotificationsConsumer } from '../src/messaging/notifications.consumer.ts';
import { PaymentsConsumer } from '../src/messaging/payments.consumer.ts';
import { PricingConsumer } from '../src/messaging/pricing.consumer.ts';
import { ShippingConsumer } from '../src/messaging/shipping.consumer.ts';
import { OrdersModule } from '../src/orders.module.ts';
import { OverdueOrdersTimer } from '../src/timers/overdue-orders.timer.ts';
import { OrdersWork } from '../src/use-cases/orders-work.ts';

/** This service on a database of its own. No broker is there, so what it says stays in the outbox. */
export async function ordersService() {
  const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
  const { owner, urls } = await testDatabase({ service: 'orders', packages });
  const { app, runtime, sweep, sweepAloud } = await instanceOn(urls);

  return {
    owner,
    sweep,
    sweepAloud,
    another: async () => ({ sweep: (await instanceOn(urls)).sweep }),
    document: async () => answered(await app.inject({ method: 'GET', url: '/openapi.json' })).json,
    rows: (table: string) => owner.selectFrom(table).selectAll().execute(),
    saidAbout: async (orderId: string) =>
      (await owner.selectFrom('holdfast.outbox').selectAll().orderBy('id').execute())
        .filter(({ key }) => key === orderId)
        .map(({ headers, payload }) => ({ type: String(headers.ce_type), data: JSON.parse(String(payload)) })),
    send: async ({ key, body }: RequestToPlace) =>
      answered(
        await app.inject({
          method: 'POST',
          url: '/v1/orders',
          headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
          payload: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      ),
    cancel: async (orderId: string) =>
      answered(await app.inject({ method: 'POST', url: `/v1/orders/${orderId}/cancel` })),
    show: async (orderId: string) => answered(await app.inject({ method: 'GET', url: `/v1/orders/${orderId}` })),
    hear: <M extends AnyMessage>(message: M, data: DataOf<M>) =>
      runtime.engine.transact(fromAnother, ({ scope }) =>
        deliver(app.get(consumerOf(message), { strict: false }), message, data, scope),
      ),
  };
}

async function instanceOn(urls: DatabaseUrls) {
  const { app, runtime } = await createService(OrdersModule, configFor(urls));
  afterAll(async () => {
    await app.close();
    await runtime.pools.close();
  });
  return {
    app,
    runtime,
    sweep: () => app.get(OverdueOrdersTimer, { strict: false }).sweep(),
    sweepAloud: async () => {
      const lines: object[] = [];
      const log = { error: (facts: object, text: string) => void lines.push({ ...facts, text }) };
      await new OverdueOrdersTimer(app.get(OrdersWork, { strict: false }), log).sweep();
      return lines;
    },
  };
}

const consumers: Record<string, new () => object> = {
  finance: FinanceConsumer,
  inventory: InventoryConsumer,
  notifications: NotificationsConsumer,
  payments: PaymentsConsumer,
  pricing: PricingConsumer,
  shipping: ShippingConsumer,
};

function consumerOf({ name }: AnyMessage) {
  const [context = ''] = name.split('.');
  const consumer = consumers[context];
  if (!consumer) throw new Error(`Nobody here listens to ${context}.`);
  return consumer;
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

interface DatabaseUrls {
  readonly app: string;
  readonly relay: string;
}

const fromAnother = { actor: { id: 'service:another', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

function configFor({ app, relay }: DatabaseUrls) {
  return readConfig(OrdersConfig, {
    PORT: '0',
    DATABASE_URL: app,
    RELAY_DATABASE_URL: relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
  });
}
