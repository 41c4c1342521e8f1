import type { Money } from '@holdfast/contract-kit/money';
import type { CheckoutCommand } from '../src/domain/advanced.ts';
import type { CheckoutFact, PricingFact, ScreeningFact } from '../src/domain/checkout-fact.ts';
import { advance, awaitedStep, type Checkout } from '../src/domain/checkout.ts';
import { CancellationTooLate } from '../src/domain/cancellation-too-late.ts';
import { ModelledInventory, type StockCommand } from './modelled-inventory.ts';
import { ModelledPayments, type PaymentCommand } from './modelled-payments.ts';
import { Topic } from './topic.ts';

export interface Luck {
  readonly amount: Money;
  readonly hasPrice: boolean;
  readonly hasStock: boolean;
  readonly keepsReservation: boolean;
  readonly decision: ScreeningFact['decision'];
  readonly outcome: 'captured' | 'declined' | 'abandoned';
}

const now = new Date('2026-11-02T10:00:00Z');

/** One order among participants that keep their contracts, over topics that lose nothing, keep their order and repeat. */
export class ModelledShop {
  checkout: Checkout = { state: 'placed', since: now };
  readonly announced: ('confirmed' | 'cancelled')[] = [];
  readonly seen = new Set<string>();
  readonly broken: string[] = [];
  readonly inventory: ModelledInventory;
  readonly payments: ModelledPayments;
  private readonly commands = {
    pricing: new Topic<'price-order'>(),
    inventory: new Topic<StockCommand>(),
    payments: new Topic<PaymentCommand>(),
  };
  private readonly events = {
    orders: new Topic<'confirmed' | 'cancelled'>(),
    pricing: new Topic<CheckoutFact>(),
    inventory: new Topic<CheckoutFact>(),
    payments: new Topic<CheckoutFact>(),
    notifications: new Topic<CheckoutFact>(),
    shipping: new Topic<CheckoutFact>(),
    finance: new Topic<CheckoutFact>(),
  };
  private readonly luck: Luck;

  constructor(luck: Luck) {
    this.luck = luck;
    this.inventory = new ModelledInventory(luck);
    this.payments = new ModelledPayments(luck);
    this.commands.pricing.say('price-order');
  }

  /** What may happen next without anything going wrong. */
  get next(): readonly (() => void)[] {
    const { commands, events, payments } = this;
    const said = [
      events.pricing,
      events.inventory,
      events.payments,
      events.notifications,
      events.shipping,
      events.finance,
    ];
    return [
      ...(commands.pricing.hasMore ? [() => this.price()] : []),
      ...(commands.inventory.hasMore
        ? [() => events.inventory.say(this.inventory.take(commands.inventory.read()))]
        : []),
      ...(commands.payments.hasMore ? [() => events.payments.say(...payments.take(commands.payments.read()))] : []),
      ...(payments.waitsForTheOutside ? [() => events.payments.say(...payments.conclude())] : []),
      ...(events.orders.hasMore ? [() => this.carryOut(events.orders.read())] : []),
      ...said.filter((topic) => topic.hasMore).map((topic) => () => this.hear(topic.read())),
    ];
  }

  /** What may go wrong, or be wanted, at any time. */
  get mischief(): readonly (() => void)[] {
    const { payments, events, checkout } = this;
    const step = awaitedStep(checkout);
    const wanted = [
      () => this.customerCancels(),
      ...(step ? [() => this.hear({ type: 'step-overdue', step })] : []),
      ...(payments.isCharging ? [() => this.personAbandons()] : []),
    ];
    const repeated = [...Object.values(this.commands), ...Object.values(events)].flatMap((topic) => [
      () => topic.rewind(1),
      () => topic.rewind(3),
    ]);
    return [...wanted, ...wanted, ...wanted, ...repeated];
  }

  private price() {
    this.commands.pricing.read();
    const { hasPrice, amount } = this.luck;
    const answer: PricingFact = hasPrice
      ? { type: 'order-priced', amount }
      : { type: 'pricing-refused', reason: 'unknown-article' };
    this.events.pricing.say(answer);
  }

  private carryOut(announced: 'confirmed' | 'cancelled') {
    this.events.notifications.say({ type: 'notice-sent', notice: announced });
    if (announced === 'cancelled') return;
    this.events.shipping.say({ type: 'shipment-dispatched' });
    this.events.finance.say({ type: 'order-settled' });
  }

  private customerCancels() {
    try {
      this.hear({ type: 'cancel-wanted' });
      this.seen.add('customer cancels');
    } catch (error) {
      if (!(error instanceof CancellationTooLate)) throw error;
      this.seen.add('customer is too late');
      if (!['charged', 'confirmed', 'settled'].includes(this.checkout.state)) this.broken.push('refused too early');
    }
  }

  private personAbandons() {
    this.seen.add('a person abandons');
    this.events.payments.say(...this.payments.conclude(true));
  }

  private hear(fact: CheckoutFact) {
    const before = this.checkout;
    const { checkout, commands } = advance(before, fact, now);
    this.checkout = checkout;
    this.seen.add(checkout.state).add(`${fact.type} when ${before.state}`);
    if ('unscreened' in checkout && checkout.unscreened) this.seen.add(`${checkout.state} unscreened`);
    if ('reason' in checkout) this.seen.add(`${checkout.state} ${checkout.reason}`);
    if (before.state === 'cancelled' && commands.length > 0) this.seen.add('taken back when cancelled');
    for (const command of commands) this.obey(command);
  }

  private obey(command: CheckoutCommand) {
    switch (command.type) {
      case 'reserve-stock':
      case 'release-stock':
      case 'commit-stock':
        return this.commands.inventory.say(command.type);
      case 'screen-order':
      case 'charge-order':
      case 'refund-order':
        return this.commands.payments.say(command.type);
      case 'confirm-order':
        return this.announce('confirmed');
      case 'cancel-order':
        return this.announceCancelled();
      case 'note-impossible-fact':
        return void this.broken.push(`${command.fact} is called impossible when ${command.state}`);
      case 'page':
        return void this.seen.add(`paged for ${command.step}`);
    }
  }

  private announce(what: 'confirmed' | 'cancelled') {
    this.announced.push(what);
    this.events.orders.say(what);
  }

  /** At this moment, in truth: nothing set aside, nothing taken, and nothing under way that could still change that. */
  private announceCancelled() {
    const { inventory, payments, commands, events } = this;
    const whole = [
      !['reserved', 'committed'].includes(inventory.state) || 'stock is set aside',
      payments.standing === 0 || 'money is taken',
      !payments.waitsForTheOutside || 'payments wait for the outside',
      commands.inventory.news.length === 0 || 'inventory has commands to take',
      // A refund of what was declined may still be on its way: there is nothing that it could change.
      !commands.payments.news.some((command) => command !== 'refund-order') || 'payments has commands to take',
      events.pricing.wasRead || 'nothing was heard of the price',
    ];
    this.broken.push(...whole.flatMap((held) => (held === true ? [] : [`cancelled although ${held}`])));
    this.announce('cancelled');
  }
}
