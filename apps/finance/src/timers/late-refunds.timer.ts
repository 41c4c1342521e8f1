import { Every } from '@holdfast/service';
import { Injectable } from '@nestjs/common';
import { FinanceWork } from '../use-cases/finance-work.ts';
import { reportLateRefunds } from '../use-cases/report-late-refunds.ts';

const minuteMs = 60_000;

@Injectable()
export class LateRefundsTimer {
  constructor(private readonly work: FinanceWork) {}

  @Every({ ms: minuteMs })
  report() {
    return this.work.run(reportLateRefunds, { quietForMs: 10 * minuteMs, atMost: 100 });
  }
}
