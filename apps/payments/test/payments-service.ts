import { join } from 'node:path';
import type { AnyMessage, DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { createService, readConfig } from '@holdfast/service';
import { eventually, testDatabase } from '@holdfast/testkit';
import { afterAll } from 'vitest';
import { PaymentsConfig } from '../src/config.ts';
import { OrdersConsumer } from '../src/messaging/orders.consumer.ts';
import { PaymentsModule } from '../src/payments.module.ts';

export const secret = 'only-the-card-provider-knows-it';

/** This service on a database of its own, and the outside at `outsideUrl`. No broker is there, so what it says stays in the outbox. */
export async function paymentsService(outsideUrl: string) {
  const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
  const { owner, urls } = await testDatabase({ service: 'payments', packages });
  const { app, runtime } = await createService(PaymentsModule, configFor(urls, outsideUrl));
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
    saidAbout,
    /** One turn of whoever performs effects. */
    work: () => runtime.effects.runOnce(),
    contradictions: () => runtime.effects.health()?.contradictions ?? 0,
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
    tell: async (event: object, authorization = `Bearer ${secret}`) => {
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: '/v1/card-events',
        headers: { 'content-type': 'application/json', authorization },
        payload: JSON.stringify(event),
      });
      return { status: statusCode, json: JSON.parse(body) };
    },
  };
}

const fromOrders = { actor: { id: 'service:orders', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

function configFor({ app, relay }: { app: string; relay: string }, outsideUrl: string) {
  return readConfig(PaymentsConfig, {
    PORT: '0',
    DATABASE_URL: app,
    RELAY_DATABASE_URL: relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
    PUBLIC_URL: 'http://127.0.0.1:1',
    OUTSIDE_RISK_URL: outsideUrl,
    OUTSIDE_RISK_SECRET: 'not-used-here',
    OUTSIDE_CARD_PROVIDER_URL: outsideUrl,
    OUTSIDE_CARD_PROVIDER_SECRET: secret,
  });
}
