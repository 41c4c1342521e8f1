import { money } from '@holdfast/contract-kit/money';
import type { Insertable, Selectable } from 'kysely';
import { awaitedStep, isTakingBack, type Checkout } from '../domain/checkout.ts';
import { lastSteps } from '../domain/forward-states.ts';
import type { Order } from '../domain/order.ts';
import type { Participants } from '../domain/participants.ts';
import type { TakingBack } from '../domain/taking-back.ts';
import type { OrderLines, Orders, OrderSteps } from './schema.ts';

type OrderRow = Selectable<Orders>;
type StepRow = Pick<Selectable<OrderSteps>, 'name' | 'service' | 'at'>;

export interface OrderRows {
  readonly order: OrderRow;
  readonly lines: readonly Pick<OrderLines, 'article' | 'quantity'>[];
  readonly steps: readonly StepRow[];
}

export function toOrder({ order, lines, steps }: OrderRows): Order {
  const checkout = toCheckout(order, steps);
  return {
    id: order.id,
    customer: { name: order.customer_name, email: order.customer_email, address: order.customer_address },
    cardToken: order.card_token,
    lines,
    placedBy: order.placed_by,
    placedAt: order.placed_at,
    checkout,
    steps,
    deadline: (awaitedStep(checkout) && order.deadline_at) ?? undefined,
  };
}

function toCheckout(row: OrderRow, steps: readonly StepRow[]): Checkout {
  const { state, since, unscreened } = row;
  switch (state) {
    case 'placed':
      return { state, since };
    case 'priced':
      return { state, since, amount: amountOf(row) };
    case 'reserved':
      return { state, since, amount: knownAmountOf(row) };
    case 'screened':
    case 'charged':
    case 'settled':
      return { state, since, amount: knownAmountOf(row), unscreened };
    case 'confirmed':
      return { state, since, amount: knownAmountOf(row), unscreened, awaits: notDone(steps) };
    case 'cancelling':
    case 'cancelled':
      return { state, since, reason: row.reason ?? '', ...toParticipants(row) };
    default:
      throw new Error(`Order ${row.id} is in the unknown state "${state}".`);
  }
}

const notDone = (steps: readonly StepRow[]) => lastSteps.filter((last) => !steps.some(({ name }) => name === last));

function amountOf({ amount, currency }: OrderRow) {
  return amount === null || currency === null ? undefined : money(Number(amount), currency);
}

function knownAmountOf(row: OrderRow) {
  const amount = amountOf(row);
  if (!amount) throw new Error(`Order ${row.id} is ${row.state} and has no amount.`);
  return amount;
}

// Checked by the database. Only pricing had been asked about an order that the first release cancelled.
function toParticipants({ pricing, stock, screening, payment }: OrderRow): Participants {
  return {
    pricing: (pricing ?? 'refused') as Participants['pricing'],
    stock: (stock ?? 'not-asked') as Participants['stock'],
    screening: (screening ?? 'not-asked') as Participants['screening'],
    payment: (payment ?? 'not-asked') as Participants['payment'],
  };
}

export function toOrderRow(order: Order): Insertable<Orders> {
  return {
    id: order.id,
    customer_name: order.customer.name,
    customer_email: order.customer.email,
    customer_address: order.customer.address,
    card_token: order.cardToken,
    placed_by: order.placedBy,
    placed_at: order.placedAt,
    ...toStateColumns(order),
  };
}

/** An amount that was heard once stays, so that a person sees it on a cancelled order too. */
export function toStateColumns({ checkout, deadline }: Order) {
  return {
    state: checkout.state,
    since: checkout.since,
    deadline_at: deadline ?? null,
    ...(isTakingBack(checkout) ? takingBackColumns(checkout) : forwardColumns(checkout)),
  };
}

function takingBackColumns({ reason, pricing, stock, screening, payment }: TakingBack) {
  return { reason, pricing, stock, screening, payment };
}

function forwardColumns(checkout: Exclude<Checkout, TakingBack>) {
  return {
    ...('amount' in checkout && {
      amount: checkout.amount?.amount ?? null,
      currency: checkout.amount?.currency ?? null,
    }),
    ...('unscreened' in checkout && { unscreened: checkout.unscreened }),
  };
}

export function toLineRows({ id, lines }: Order): Insertable<OrderLines>[] {
  return lines.map((line, index) => ({ order_id: id, number: index + 1, ...line }));
}

/** The steps after the first `known` ones: steps are only added. */
export function toStepRows({ id, steps }: Order, known = 0): Insertable<OrderSteps>[] {
  return steps.map((step, index) => ({ order_id: id, number: index + 1, ...step })).slice(known);
}
