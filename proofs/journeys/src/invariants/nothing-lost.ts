import { doubled, lost } from '@holdfast/testkit';
import { OrderSettled } from '@shop/contracts-finance';
import { ReserveStock } from '@shop/contracts-inventory';
import { NoticeSent } from '@shop/contracts-notifications';
import { OrderCancelled, OrderConfirmed, OrderPlaced } from '@shop/contracts-orders';
import { ChargeOrder, OrderScreened, PaymentCaptured, ScreenOrder } from '@shop/contracts-payments';
import { OrderPriced, PriceOrder, PricingRefused } from '@shop/contracts-pricing';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { allSaid, idsIn, saidOf, subjectsOf, type Evidence } from '../evidence/evidence.ts';
import type { Invariant } from './invariant.ts';

/**
 * Every accepted order was led through what its end needs, each message was said once and reached everybody who has declared
 * to take it, and nothing is left behind: no message, no call to the outside, no fact that could not be true.
 */
export const nothingLost: Invariant = {
  name: 'nothing is lost',
  judge: (evidence) => [
    ...lost(evidence.accepted, subjectsOf(evidence, OrderPlaced), 'order-placed of'),
    ...stepsOfSettled(evidence),
    ...lost(idsIn(evidence, 'cancelled'), noticesOf(evidence, 'cancelled'), 'notice of the cancellation of'),
    ...saidOnce.flatMap((message) => doubled(subjectsOf(evidence, message), message.name)),
    ...doubled(allNotices(evidence), NoticeSent.name),
    ...unheard(evidence),
    ...evidence.open.map((what) => `left behind: ${what}`),
  ],
};

/** What is said once for an order, whatever happens. The others are commands that a deadline repeats, and last words that a compensation asks for again. */
const saidOnce = [
  OrderPlaced,
  PriceOrder,
  OrderPriced,
  PricingRefused,
  ReserveStock,
  ScreenOrder,
  OrderScreened,
  ChargeOrder,
  PaymentCaptured,
  OrderConfirmed,
  OrderCancelled,
  ShipmentDispatched,
  OrderSettled,
];

function stepsOfSettled(evidence: Evidence): string[] {
  const settled = idsIn(evidence, 'settled');
  const said = Map.groupBy(allSaid(evidence), ({ type }) => type);
  return evidence.steps.flatMap((type) =>
    lost(settled, said.get(type)?.map(({ subject }) => subject) ?? [], `${type} of settled`),
  );
}

function noticesOf(evidence: Evidence, notice: string): string[] {
  const sent = saidOf(evidence, NoticeSent).filter(({ data }) => data.notice === notice);
  return sent.map(({ subject }) => subject);
}

function allNotices(evidence: Evidence): string[] {
  return saidOf(evidence, NoticeSent).map(({ subject, data }) => `${subject}/${data.notice}`);
}

/** By message id: every consumer that has declared a type has handled every message of it. */
function unheard(evidence: Evidence): string[] {
  const said = Map.groupBy(allSaid(evidence), ({ type }) => type);
  const handled = Map.groupBy(Object.values(evidence.handled).flat(), ({ consumer }) => consumer);
  return Object.entries(evidence.consumers).flatMap(([consumer, types]) => {
    const heard = new Set(handled.get(consumer)?.map(({ messageId }) => messageId));
    return types
      .flatMap((type) => said.get(type) ?? [])
      .filter(({ messageId }) => !heard.has(messageId))
      .map(({ type, subject }) => `not handled by ${consumer}: ${type} of ${subject}`);
  });
}
