import { UnexpectedAnswer } from '@holdfast/effects/http';
import { anAttempt, fakeOutside } from '@holdfast/effects/testing';
import { describe, expect, test } from 'vitest';
import { amount, orderId } from '../../test/a-payment.ts';
import { RiskAssessor } from './risk-assessor.ts';
import { Risk } from './risk.ts';

const request = { orderId, amount, email: 'ada@example.com' };

async function anAssessor(body: object = { decision: 'approved', score: 3 }) {
  const risk = await fakeOutside({ '/assessments': () => ({ status: 201, body }) });
  return { risk, assessor: new RiskAssessor(new Risk({ OUTSIDE_RISK_URL: risk.url })) };
}

describe('assessing a risk', () => {
  test('asks the risk service, and takes its decision alone', async () => {
    const { risk, assessor } = await anAssessor();

    expect(await assessor.perform(request, anAttempt())).toEqual({ decision: 'approved' });
    expect(risk.asked[0]?.body).toEqual({ reference: orderId, amount, email: 'ada@example.com' });
  });

  test('does not take an unknown decision for one', async () => {
    const { assessor } = await anAssessor({ decision: 'perhaps', score: 50 });

    await expect(assessor.perform(request, anAttempt())).rejects.toThrow(UnexpectedAnswer);
  });

  test('is found out by its key, then by its order', async () => {
    const { risk, assessor } = await anAssessor({ decision: 'declined', score: 97 });
    const attempt = anAttempt();
    expect(await assessor.findOut(request, attempt)).toBe('unknown');

    await assessor.perform(request, attempt);
    expect(await assessor.findOut(request, attempt)).toEqual({ decision: 'declined' });
    risk.keys.clear();
    expect(await assessor.findOut(request, attempt)).toEqual({ decision: 'declined' });
  });

  test('can be given up at any time, since it does nothing', async () => {
    const { risk, assessor } = await anAssessor();

    expect(await assessor.giveUp()).toBe('cancelled');
    expect(risk.asked).toEqual([]);
  });
});
