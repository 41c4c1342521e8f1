import type { CheckoutCommand } from './advanced.ts';
import type { AwaitedStep, CheckoutFact } from './checkout-fact.ts';
import { advance, awaitedStep, type Checkout } from './checkout.ts';

export const mostLines = 100;
export const highestQuantity = 1_000;

export interface Order {
  readonly id: string;
  readonly customer: Customer;
  readonly cardToken: string;
  readonly lines: readonly OrderLine[];
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly checkout: Checkout;
  readonly steps: readonly Step[];
  /** Until when the step that it waits for should be done. */
  readonly deadline: Date | undefined;
}

export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly address: string;
}

export interface OrderLine {
  readonly article: string;
  readonly quantity: number;
}

export interface Step {
  readonly name: string;
  readonly service: string;
  readonly at: Date;
}

export type OrderRequest = Pick<Order, 'customer' | 'cardToken' | 'lines'>;

export type DeadlinesMs = Readonly<Record<AwaitedStep, number>>;

export function place(
  request: OrderRequest,
  placing: { id: string; by: string; at: Date },
  deadlinesMs: DeadlinesMs,
): Order {
  const { customer, cardToken, lines } = request;
  const { id, by, at } = placing;
  const checkout: Checkout = { state: 'placed', since: at };
  return {
    id,
    customer,
    cardToken,
    lines,
    placedBy: by,
    placedAt: at,
    checkout,
    steps: [{ name: 'place', service: 'orders', at }],
    deadline: deadlineOf(checkout, deadlinesMs),
  };
}

export interface Followed {
  readonly order: Order;
  readonly commands: readonly CheckoutCommand[];
}

/** A step is written down the first time that its fact is possible, so a repeat keeps the first time. */
export function follow(order: Order, fact: CheckoutFact, now: Date, deadlinesMs: DeadlinesMs): Followed {
  const { checkout, commands } = advance(order.checkout, fact, now);
  if (commands.some(({ type }) => type === 'note-impossible-fact')) return { order, commands };
  const deadline = checkout === order.checkout ? order.deadline : deadlineOf(checkout, deadlinesMs);
  return { order: { ...order, checkout, deadline, steps: withStep(order.steps, fact, now) }, commands };
}

export function overdueFactOf({ checkout, deadline }: Order, now: Date): CheckoutFact | undefined {
  const step = awaitedStep(checkout);
  return step && deadline && deadline <= now ? { type: 'step-overdue', step } : undefined;
}

function deadlineOf(checkout: Checkout, deadlinesMs: DeadlinesMs): Date | undefined {
  const step = awaitedStep(checkout);
  return step && new Date(checkout.since.getTime() + deadlinesMs[step]);
}

const stepsDoneBy: Partial<Record<CheckoutFact['type'], Omit<Step, 'at'>>> = {
  'order-priced': { name: 'price', service: 'pricing' },
  'stock-reserved': { name: 'reserve', service: 'inventory' },
  'order-screened': { name: 'screen', service: 'payments' },
  'payment-captured': { name: 'charge', service: 'payments' },
  'stock-committed': { name: 'confirm', service: 'orders' },
  'notice-sent': { name: 'notify', service: 'notifications' },
  'shipment-dispatched': { name: 'ship', service: 'shipping' },
  'order-settled': { name: 'settle', service: 'finance' },
};

function withStep(steps: readonly Step[], fact: CheckoutFact, at: Date): readonly Step[] {
  const step = stepsDoneBy[fact.type];
  return step === undefined || steps.some(({ name }) => name === step.name) ? steps : [...steps, { ...step, at }];
}
