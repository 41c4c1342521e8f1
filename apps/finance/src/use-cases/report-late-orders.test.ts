import { memoryScope } from '@holdfast/work/testing';
import { OrderSettled, SettlementMismatched } from '@shop/contracts-finance';
import { describe, expect, test } from 'vitest';
import { cancelled, captured, dispatched, euros, orderId, priced, refunded } from '../../test/an-order.ts';
import type { Fact } from '../domain/fact.ts';
import { bookFact } from './book-fact.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { reportLateOrders } from './report-late-orders.ts';

const minuteMs = 60_000;
const asked = { state: 'awaiting-refund', quietForMs: 10 * minuteMs, atMost: 10 } as const;
const askedToShip = { ...asked, state: 'awaiting-shipment' } as const;

async function having(...facts: Fact[]) {
  const scope = memoryScope({ ledger: new MemoryLedger() });
  for (const fact of facts) await bookFact({ orderId, fact }, scope);
  const after = (minutes: number) => ({ ...scope, now: new Date(scope.now.getTime() + minutes * minuteMs) });
  return { scope, after };
}

describe('a refund that does not come', () => {
  test('is waited for', async () => {
    const { scope, after } = await having(captured, cancelled);
    await reportLateOrders(asked, after(9));

    expect(scope.published).toEqual([]);
  });

  test('is told once it is late, and once', async () => {
    const { scope, after } = await having(captured, cancelled);
    for (const minutes of [11, 12]) await reportLateOrders(asked, after(minutes));

    expect(scope.published).toEqual([
      {
        message: SettlementMismatched,
        data: { orderId, kind: 'refunded-differs', expected: euros(12_990), found: euros(0) },
      },
    ]);
  });

  test('closes the order when it comes after all', async () => {
    const { scope, after } = await having(captured, cancelled);
    await reportLateOrders(asked, after(11));
    await bookFact({ orderId, fact: refunded }, scope);

    expect(scope.ledger.books.get(orderId)?.state).toBe('closed');
    expect(scope.published).toHaveLength(1);
  });
});

describe('a paid order that does not leave the house', () => {
  const told = { message: SettlementMismatched, data: { orderId, kind: 'not-shipped', found: euros(12_990) } };

  test('is waited for, and told once when it is late', async () => {
    const { scope, after } = await having(priced, captured);
    await reportLateOrders(askedToShip, after(9));
    expect(scope.published).toEqual([]);
    for (const minutes of [11, 12]) await reportLateOrders(askedToShip, after(minutes));

    expect(scope.published).toEqual([told]);
  });

  test('is told once, also when more is heard of it and it goes quiet again', async () => {
    const { scope, after } = await having(captured);
    await reportLateOrders(askedToShip, after(11));
    await bookFact({ orderId, fact: priced }, after(12));
    expect(scope.ledger.books.get(orderId)?.state).toBe('awaiting-shipment');
    await reportLateOrders(askedToShip, after(30));

    expect(scope.published).toEqual([told]);
  });

  test('settles when it leaves after all', async () => {
    const { scope, after } = await having(priced, captured);
    await reportLateOrders(askedToShip, after(11));
    await bookFact({ orderId, fact: dispatched }, after(12));

    expect(scope.ledger.books.get(orderId)?.state).toBe('settled');
    expect(scope.published).toEqual([told, { message: OrderSettled, data: { orderId, amount: euros(12_990) } }]);
  });
});
