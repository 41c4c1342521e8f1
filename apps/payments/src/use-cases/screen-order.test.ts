import { memoryScope } from '@holdfast/work/testing';
import { OrderScreened } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { amount, orderId } from '../../test/a-payment.ts';
import { AssessRisk } from './assess-risk.ts';
import { concludeScreening } from './conclude-screening.ts';
import { MemoryPaymentStore } from './memory-payment-store.ts';
import { MemoryScreeningStore } from './memory-screening-store.ts';
import { screenOrderTooLate } from './screen-order-too-late.ts';
import { screenOrder } from './screen-order.ts';
import { NothingToDecide } from './screening-store.ts';

const order = { orderId, amount, email: 'ada@example.com' };
const aScope = () => memoryScope({ payments: new MemoryPaymentStore(), screenings: new MemoryScreeningStore() });

describe('screening an order', () => {
  test('asks about its risk once, however often it is asked for', async () => {
    const scope = aScope();
    await screenOrder(order, scope);
    await screenOrder(order, scope);

    expect(scope.intended).toEqual([{ effect: AssessRisk, key: orderId, request: order }]);
    expect(scope.published).toEqual([]);
  });

  test.each([
    ['approved', { decision: 'approved' }],
    ['declined', { decision: 'declined' }],
    ['unavailable', 'abandoned'],
  ] as const)('says %s when that is what became of it, and again to who asks again', async (decision, outcome) => {
    const scope = aScope();
    await screenOrder(order, scope);
    await concludeScreening({ key: orderId, request: order, outcome }, scope);
    await screenOrder(order, scope);
    const said = { message: OrderScreened, data: { orderId, decision } };

    expect(scope.published).toEqual([said, said]);
  });

  test('says unavailable when it is asked for too late, and does not ask about its risk', async () => {
    const scope = aScope();
    await screenOrderTooLate(order, scope);
    await screenOrder(order, scope);
    const said = { message: OrderScreened, data: { orderId, decision: 'unavailable' } };

    expect(scope.published).toEqual([said, said]);
    expect(scope.intended).toEqual([]);
  });

  test('says what was decided when it is asked for again, however late', async () => {
    const scope = aScope();
    await screenOrder(order, scope);
    await screenOrderTooLate(order, scope);
    expect(scope.published).toEqual([]);
    await concludeScreening({ key: orderId, request: order, outcome: { decision: 'approved' } }, scope);
    await screenOrderTooLate(order, scope);
    const said = { message: OrderScreened, data: { orderId, decision: 'approved' } };

    expect(scope.published).toEqual([said, said]);
  });

  test('keeps its decision', async () => {
    const scope = aScope();
    await screenOrder(order, scope);
    await concludeScreening({ key: orderId, request: order, outcome: { decision: 'approved' } }, scope);

    await expect(
      concludeScreening({ key: orderId, request: order, outcome: { decision: 'declined' } }, scope),
    ).rejects.toThrow(NothingToDecide);
  });
});
