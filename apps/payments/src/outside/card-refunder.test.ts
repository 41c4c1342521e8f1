import { UnexpectedAnswer } from '@holdfast/effects/http';
import { anAttempt, fakeOutside } from '@holdfast/effects/testing';
import { describe, expect, test } from 'vitest';
import { amount, orderId, otherAmounts } from '../../test/a-payment.ts';
import { AmountDiffers } from '../domain/amount-differs.ts';
import { CardProvider } from './card-provider.ts';
import { CardRefunder } from './card-refunder.ts';

const notifyUrl = 'http://payments.example/v1/card-events';
const aCardProvider = (url: string) =>
  new CardProvider({ OUTSIDE_CARD_PROVIDER_URL: url, PUBLIC_URL: 'http://payments.example' });
const request = { orderId, captureId: 'cap_1', amount };
const refunded = { result: 'refunded', refundId: 'ref_1', amount };

async function aRefunder(
  answer: { status: number; body: object } = { status: 201, body: { ...refunded, captureId: 'cap_1' } },
) {
  const provider = await fakeOutside({ '/refunds': () => answer });
  return { provider, refunder: new CardRefunder(aCardProvider(provider.url)) };
}

describe('giving money back', () => {
  test('asks for exactly what was captured', async () => {
    const { provider, refunder } = await aRefunder();

    expect(await refunder.perform(request, anAttempt())).toEqual(refunded);
    expect(provider.asked[0]?.body).toEqual({ reference: orderId, captureId: 'cap_1', amount, notifyUrl });
  });

  test('has no answer where the provider refuses: somebody may have given it back before', async () => {
    const { refunder } = await aRefunder({ status: 409, body: { code: 'already-refunded', message: 'All of it.' } });

    await expect(refunder.perform(request, anAttempt())).rejects.toThrow(UnexpectedAnswer);
  });

  test.each([
    { ...refunded, amount: { amount: -1, currency: 'EUR' } },
    { ...refunded, refundId: '' },
    { ...refunded, refundId: 'r'.repeat(201) },
    { ...refunded, refundId: 'ref\u0000' },
  ])('takes nothing else for an answer: %j', async (body) => {
    const { refunder } = await aRefunder({ status: 201, body });

    await expect(refunder.perform(request, anAttempt())).rejects.toThrow(UnexpectedAnswer);
  });

  test.each(otherAmounts)('does not believe %j', async (other) => {
    const { refunder } = await aRefunder({ status: 201, body: { ...refunded, amount: other } });
    const attempt = anAttempt();

    await expect(refunder.perform(request, attempt)).rejects.toThrow(AmountDiffers);
    await expect(refunder.findOut(request, attempt)).rejects.toThrow(AmountDiffers);
    // Looked up by the order, under another key.
    await expect(refunder.findOut(request, anAttempt())).rejects.toThrow(AmountDiffers);
  });

  test('is found out by its key, then by its order', async () => {
    const { provider, refunder } = await aRefunder();
    const attempt = anAttempt();
    expect(await refunder.findOut(request, attempt)).toBe('unknown');

    await refunder.perform(request, attempt);
    expect(await refunder.findOut(request, attempt)).toEqual(refunded);
    provider.keys.clear();
    expect(await refunder.findOut(request, attempt)).toEqual(refunded);
  });

  test('is never given up', async () => {
    const { refunder } = await aRefunder();

    expect(refunder).not.toHaveProperty('giveUp');
  });
});
