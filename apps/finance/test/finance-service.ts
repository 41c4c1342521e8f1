import { join } from 'node:path';
import { typeOf, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import { deliver } from '@holdfast/messaging/testing';
import { migrationSourcesOf } from '@holdfast/migrations';
import { createService, readConfig } from '@holdfast/service';
import { testDatabase } from '@holdfast/testkit';
import { afterAll } from 'vitest';
import { FinanceConfig } from '../src/config.ts';
import { FinanceModule } from '../src/finance.module.ts';
import { OrdersConsumer } from '../src/messaging/orders.consumer.ts';
import { PaymentsConsumer } from '../src/messaging/payments.consumer.ts';
import { PricingConsumer } from '../src/messaging/pricing.consumer.ts';
import { ShippingConsumer } from '../src/messaging/shipping.consumer.ts';
import { LateRefundsTimer } from '../src/timers/late-refunds.timer.ts';

const consumers = {
  pricing: PricingConsumer,
  payments: PaymentsConsumer,
  orders: OrdersConsumer,
  shipping: ShippingConsumer,
};

/** This service on a database of its own. No broker is there, so what it says stays in the outbox. */
export async function financeService() {
  const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
  const { owner, urls } = await testDatabase({ service: 'finance', packages });
  const { app, runtime } = await createService(FinanceModule, configFor(urls));
  afterAll(async () => {
    await app.close();
    await runtime.pools.close();
  });

  const rows = (table: string) => owner.selectFrom(table).selectAll().execute();
  return {
    owner,
    rows,
    hear: <M extends AnyMessage>(message: M, data: DataOf<M>) => {
      const [context] = typeOf(message).split('.') as [keyof typeof consumers];
      return runtime.engine.transact(fromOthers, ({ scope }) =>
        deliver(app.get<object>(consumers[context], { strict: false }), message, data, scope),
      );
    },
    reportLateRefunds: () => app.get(LateRefundsTimer, { strict: false }).report(),
    balancesOf: async (orderId: string) =>
      Object.fromEntries(
        (await rows('finance.order_balances'))
          .filter(({ order_id, balance }) => order_id === orderId && balance !== '0')
          .map(({ account, balance, currency }) => [account, `${balance} ${currency}`]),
      ),
    saidAbout: async (orderId: string) =>
      (await rows('holdfast.outbox'))
        .filter(({ key }) => key === orderId)
        .toSorted((one, other) => Number(one.id) - Number(other.id))
        .map(({ headers, payload }) => ({ type: headers.ce_type, ...JSON.parse(String(payload)) })),
  };
}

const fromOthers = { actor: { id: 'service:others', roles: ['service'] }, correlationId: 'a-test', traceparent: '' };

function configFor({ app, relay }: { app: string; relay: string }) {
  return readConfig(FinanceConfig, {
    PORT: '0',
    DATABASE_URL: app,
    RELAY_DATABASE_URL: relay,
    KAFKA_BROKERS: '127.0.0.1:1',
    LOG_LEVEL: 'silent',
  });
}
