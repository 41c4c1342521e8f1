import { Every, LOGGER } from '@holdfast/service';
import { Inject, Injectable } from '@nestjs/common';
import orders from '../../service.ts';
import { expireOrder } from '../use-cases/expire-order.ts';
import { findOverdueOrders } from '../use-cases/find-overdue-orders.ts';
import { OrdersWork } from '../use-cases/orders-work.ts';
import { Grace } from './grace.ts';

@Injectable()
export class OverdueOrdersTimer {
  constructor(
    private readonly work: OrdersWork,
    @Inject(LOGGER) private readonly log: ErrorLog,
    @Inject(Grace) private readonly grace: Pick<Grace, 'isOver'>,
  ) {}

  @Every({ ms: 1_000 })
  async sweep() {
    if (!this.grace.isOver()) return;
    for (const orderId of await this.work.read(findOverdueOrders, { atMost: 100 })) {
      if (!this.grace.isOver()) return;
      await this.expire(orderId);
    }
  }

  // An order that cannot be led on stays overdue and does not hold up the others.
  private async expire(orderId: string) {
    try {
      const { pages } = await this.work.run(expireOrder, { orderId });
      for (const page of pages) this.page(orderId, page);
    } catch (err) {
      this.log.error({ err, subject: orderId }, 'This order is overdue and could not be led on. It is tried again.');
    }
  }

  private page(orderId: string, { step, waitsFor }: OverdueStep) {
    const facts = { subject: orderId, step, waitsFor, team: orders.team };
    this.log.error(
      facts,
      `Nobody answers "${step}" of order ${orderId}, and it cannot be given up. It waits for: ${waitsFor.join(', ')}.`,
    );
  }
}

interface OverdueStep {
  readonly step: string;
  readonly waitsFor: readonly string[];
}

interface ErrorLog {
  error(facts: object, text: string): void;
}
