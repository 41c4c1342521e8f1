import { memoryScope } from '@holdfast/work/testing';
import { SettlementMismatched } from '@shop/contracts-finance';
import { describe, expect, test } from 'vitest';
import { cancelled, captured, euros, orderId, refunded } from '../../test/an-order.ts';
import { bookFact } from './book-fact.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { reportLateRefunds } from './report-late-refunds.ts';

const minuteMs = 60_000;
const asked = { quietForMs: 10 * minuteMs, atMost: 10 };

async function cancelledAndPaid() {
  const scope = memoryScope({ ledger: new MemoryLedger() });
  for (const fact of [captured, cancelled]) await bookFact({ orderId, fact }, scope);
  const after = (minutes: number) => ({ ...scope, now: new Date(scope.now.getTime() + minutes * minuteMs) });
  return { scope, after };
}

describe('a refund that does not come', () => {
  test('is waited for', async () => {
    const { scope, after } = await cancelledAndPaid();
    await reportLateRefunds(asked, after(9));

    expect(scope.published).toEqual([]);
  });

  test('is told once it is late, and once', async () => {
    const { scope, after } = await cancelledAndPaid();
    for (const minutes of [11, 12]) await reportLateRefunds(asked, after(minutes));

    expect(scope.published).toEqual([
      {
        message: SettlementMismatched,
        data: { orderId, kind: 'refunded-differs', expected: euros(12_990), found: euros(0) },
      },
    ]);
  });

  test('closes the order when it comes after all', async () => {
    const { scope, after } = await cancelledAndPaid();
    await reportLateRefunds(asked, after(11));
    await bookFact({ orderId, fact: refunded }, scope);

    expect(scope.ledger.books.get(orderId)?.state).toBe('closed');
    expect(scope.published).toHaveLength(1);
  });
});
