import { fakeOutside } from '@holdfast/effects/testing';

/**
 * Risk and card provider, as far as payments knows them. Cards that begin with `tok_declined` are declined, and of those that begin
 * with `tok_other` another amount is captured than was asked.
 */
export function fakeSystems() {
  return fakeOutside({
    '/assessments': ({ email }) => {
      if (email.startsWith('down')) return { status: 503, body: { code: 'unavailable', message: 'Not now.' } };
      return { status: 201, body: { decision: email.startsWith('risky') ? 'declined' : 'approved', score: 3 } };
    },
    '/captures': ({ cardToken, amount }) => {
      if (cardToken.startsWith('tok_declined')) {
        return { status: 402, body: { result: 'declined', reason: 'card-declined' } };
      }
      const taken = cardToken.startsWith('tok_other') ? { ...amount, amount: 1 } : amount;
      return { status: 201, body: { result: 'captured', captureId: crypto.randomUUID(), amount: taken } };
    },
    '/refunds': ({ captureId, amount }) => ({
      status: 201,
      body: { result: 'refunded', refundId: crypto.randomUUID(), captureId, amount },
    }),
  });
}
