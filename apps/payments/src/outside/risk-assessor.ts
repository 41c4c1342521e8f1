import type { Attempt, Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import type { RequestOf } from '@holdfast/work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AssessRisk } from '../use-cases/assess-risk.ts';
import { concludeScreening } from '../use-cases/conclude-screening.ts';
import { Risk } from './risk.ts';

@Injectable()
@Performs(AssessRisk, concludeScreening)
export class RiskAssessor implements Performer<typeof AssessRisk> {
  constructor(private readonly risk: Risk) {}

  perform({ orderId, amount, email }: Request, attempt: Attempt) {
    return this.risk.post('/assessments', { attempt, answers, body: { reference: orderId, amount, email } });
  }

  findOut(request: Request, attempt: Attempt) {
    return this.risk.keys.findOut(attempt, { answers, lookUp: () => this.lookUp(request, attempt) });
  }

  /** An assessment changes nothing outside, so there is nothing to take back. */
  async giveUp() {
    return 'cancelled' as const;
  }

  private async lookUp({ orderId }: Request, attempt: Attempt) {
    const query = { reference: orderId };
    const { items } = await this.risk.get('/assessments', { attempt, query, answers: { 200: Assessments } });
    return items[0] ?? 'unknown';
  }
}

type Request = RequestOf<typeof AssessRisk>;

const answers = { 201: AssessRisk.outcome };
const Assessments = z.object({ items: z.array(AssessRisk.outcome) });
