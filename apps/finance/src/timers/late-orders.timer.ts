import { Every } from '@holdfast/service';
import { Inject, Injectable } from '@nestjs/common';
import finance from '../../service.ts';
import { FinanceWork } from '../use-cases/finance-work.ts';
import { reportLateOrders } from '../use-cases/report-late-orders.ts';

export const CLOCK = Symbol('CLOCK');

const minuteMs = 60_000;
const { refund, ship } = finance.deadlinesMs;

@Injectable()
export class LateOrdersTimer {
  private turnAt = -Infinity;

  constructor(
    private readonly work: FinanceWork,
    @Inject(CLOCK) private readonly clock: () => number,
  ) {}

  @Every({ ms: minuteMs })
  async report() {
    if (this.stoodStill()) return;
    await this.work.run(reportLateOrders, { state: 'awaiting-refund', quietForMs: refund, atMost: 100 });
    await this.work.run(reportLateOrders, { state: 'awaiting-shipment', quietForMs: ship, atMost: 100 });
  }

  // A process that has just begun, or stood still, has not read what was said meanwhile. It has until the next turn.
  private stoodStill(): boolean {
    const before = this.turnAt;
    this.turnAt = this.clock();
    return Math.abs(this.turnAt - before) > 2 * minuteMs;
  }
}
