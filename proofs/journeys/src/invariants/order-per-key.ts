import { typeOf, type AnyMessage } from '@holdfast/contract-kit';
import { eachAfter, inOrder, type Befores } from '@holdfast/testkit';
import { CommitStock, ReleaseStock, ReserveStock, StockCommitted, StockReserved } from '@shop/contracts-inventory';
import { OrderCancelled, OrderConfirmed, OrderPlaced } from '@shop/contracts-orders';
import { ChargeOrder, PaymentCaptured, PaymentRefunded, RefundOrder, ScreenOrder } from '@shop/contracts-payments';
import { PriceOrder } from '@shop/contracts-pricing';
import { allSaid, type Evidence } from '../evidence/evidence.ts';
import type { Handled, Said } from '../evidence/witness.ts';
import type { Invariant } from './invariant.ts';

/** Of each order: a service says things in a sequence that makes sense, and a consumer handles them in the sequence in which they were said. */
export const orderPerKey: Invariant = {
  name: 'order per key',
  judge: (evidence) => [...saidInSequence(evidence), ...afterTheEnd(evidence), ...handledInSequence(evidence)],
};

/** Within what one service says of one order. */
const befores: Befores = Object.fromEntries(
  (
    [
      [PriceOrder, [OrderPlaced]],
      [ReserveStock, [PriceOrder]],
      [ScreenOrder, [ReserveStock]],
      [ChargeOrder, [ScreenOrder]],
      [CommitStock, [ChargeOrder]],
      [OrderConfirmed, [CommitStock]],
      [OrderCancelled, [OrderPlaced]],
      [ReleaseStock, [ReserveStock]],
      [RefundOrder, [ChargeOrder]],
      [StockCommitted, [StockReserved]],
      [PaymentRefunded, [PaymentCaptured]],
    ] as const satisfies readonly (readonly [AnyMessage, readonly AnyMessage[]])[]
  ).map(([message, needed]) => [typeOf(message), needed.map(typeOf)]),
);

function saidInSequence({ said }: Evidence): string[] {
  return Object.entries(said).flatMap(([service, all]) =>
    [...bySubject(all)].flatMap(([subject, one]) =>
      eachAfter(befores, one.map(typeIn), `${service} says of ${subject}`),
    ),
  );
}

/** A confirmed order is only carried out; of a cancelled one, what succeeds too late is taken back, and nothing else is asked. */
function afterTheEnd({ said }: Evidence): string[] {
  return [...bySubject(said['orders'] ?? [])].flatMap(([subject, one]) => {
    const types = one.map(typeIn);
    return [
      ...after(types, typeOf(OrderConfirmed), []),
      ...after(types, typeOf(OrderCancelled), [ReleaseStock, RefundOrder].map(typeOf)),
    ].map((anomaly) => `orders says of ${subject} ${anomaly}`);
  });
}

function after(types: readonly string[], end: string, allowed: readonly string[]): string[] {
  const place = types.indexOf(end);
  const late = place < 0 ? [] : types.slice(place + 1).filter((type) => !allowed.includes(type));
  return late.map((type) => `${type} after ${end}`);
}

/** Only within one topic: what two services say has no sequence. */
function handledInSequence(evidence: Evidence): string[] {
  const messages = new Map(allSaid(evidence).map((message) => [message.messageId, message]));
  const wanted = Map.groupBy(allSaid(evidence), placeOf);
  const handled = Map.groupBy(Object.values(evidence.handled).flat(), ({ consumer }) => consumer);
  return [...handled].flatMap(([consumer, all]) =>
    [...Map.groupBy(knownOf(all, messages), placeOf)].flatMap(([place, seen]) =>
      inOrder((wanted.get(place) ?? []).map(named), seen.map(named), `${consumer} handles`),
    ),
  );
}

function knownOf(handled: readonly Handled[], messages: ReadonlyMap<string, Said>): Said[] {
  return handled.map(({ messageId }) => messages.get(messageId)).filter((message) => message !== undefined);
}

const bySubject = (said: readonly Said[]) => Map.groupBy(said, ({ subject }) => subject);
const typeIn = ({ type }: Said) => type;
const placeOf = ({ topic, subject }: Said) => `${topic} ${subject}`;
const named = ({ type, subject, messageId }: Said) => `${type} of ${subject} (${messageId})`;
