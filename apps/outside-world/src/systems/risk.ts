import { z } from 'zod';
import { operation, outsideSystem, type Outcome } from './outside-system.ts';
import { Amount, Reference } from './request-parts.ts';

export const risk = outsideSystem({
  name: 'risk',
  operations: [
    operation({
      path: 'assessments',
      kind: 'assessment',
      body: z.strictObject({ reference: Reference, amount: Amount, email: z.email() }),
      decide: assess,
    }),
  ],
});

function assess({ amount, email }: { amount: Amount; email: string }): Outcome {
  const body = email.startsWith('risky') ? { decision: 'declined', score: 97 } : { decision: 'approved', score: 3 };
  return { kind: 'assessment', details: { amount, email, ...body }, answer: { status: 201, body } };
}
