import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { PostgresPaymentStore } from '../src/database/postgres-payment-store.ts';
import type { PaymentsDb } from '../src/database/schema.ts';
import { advance, type Payment } from '../src/domain/payment.ts';
import { aPayment, orderId, wayTo } from './a-payment.ts';
import { stateOf, table } from './payment-table.ts';

const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
const { app, owner } = await testDatabase<PaymentsDb>({ service: 'payments', packages });
beforeEach(() => sql`truncate payments.payments`.execute(owner));

type State = Payment['state'];
const states = Object.keys(wayTo) as State[];
const pairs = (['none', ...states] as const).flatMap((from) => states.map((to) => ({ from, to })));

const isMove = ({ from, to }: { from: State | 'none'; to: State }) =>
  table.some(
    ([before, , then]) =>
      then !== 'impossible' && stateOf(before) === from && then.payment !== before && then.payment.state === to,
  );

const save = (decide: (payment: Payment | undefined) => { payment: Payment }) =>
  app.transaction().execute((trx) => new PostgresPaymentStore(trx).change(orderId, decide));

async function aStored(state: State | 'none') {
  for (const fact of state === 'none' ? [] : wayTo[state]) await save((payment) => advance(payment, fact));
}

describe('the database', () => {
  test.each(pairs.filter(isMove))('lets a payment go from $from to $to, as the domain does', async ({ from, to }) => {
    await aStored(from);
    await save(() => ({ payment: aPayment(to) }));

    expect(
      await owner
        .selectFrom('payments.payments' as 'payments')
        .select('state')
        .execute(),
    ).toEqual([{ state: to }]);
  });

  test.each(pairs.filter((pair) => !isMove(pair)))(
    'refuses to let a payment go from $from to $to, as the domain does',
    async ({ from, to }) => {
      await aStored(from);

      await expect(save(() => ({ payment: aPayment(to) }))).rejects.toMatchObject({ constraint: 'moves_are_known' });
    },
  );

  test('refuses to write down another capture than the one that was made', async () => {
    await aStored('captured');
    const payment = {
      ...aPayment('refunding'),
      capture: { captureId: 'cap_2', amount: { amount: 1, currency: 'EUR' } },
    };

    await expect(save(() => ({ payment: payment as Payment }))).rejects.toMatchObject({ constraint: 'capture_stays' });
  });
});
