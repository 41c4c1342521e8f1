import { UnexpectedAnswer } from '@holdfast/effects/http';
import { anAttempt, fakeOutside } from '@holdfast/effects/testing';
import { describe, expect, test } from 'vitest';
import { amount, orderId, otherAmounts } from '../../test/a-payment.ts';
import { AmountDiffers } from '../domain/amount-differs.ts';
import { CardCharger } from './card-charger.ts';
import { CardProvider } from './card-provider.ts';

const notifyUrl = 'http://payments.example/v1/card-events';
const aCardProvider = (url: string) =>
  new CardProvider({ OUTSIDE_CARD_PROVIDER_URL: url, PUBLIC_URL: 'http://payments.example' });
const request = { orderId, amount, cardToken: 'tok_visa_ok' };
const captured = { result: 'captured', captureId: 'cap_1', amount };
const declined = { result: 'declined', reason: 'card-declined' };

async function aCharger(answer = { status: 201, body: captured as object }) {
  const provider = await fakeOutside({ '/captures': () => answer });
  return { provider, charger: new CardCharger(aCardProvider(provider.url)) };
}

describe('charging a card', () => {
  test('asks under the key of the intent, and says where to tell what came of it', async () => {
    const { provider, charger } = await aCharger();
    const attempt = anAttempt();

    expect(await charger.perform(request, attempt)).toEqual(captured);
    expect(provider.asked).toMatchObject([
      {
        method: 'POST',
        key: attempt.idempotencyKey,
        body: { reference: orderId, amount, cardToken: 'tok_visa_ok', notifyUrl },
      },
    ]);
  });

  test('takes a refusal of the card for an outcome', async () => {
    const { charger } = await aCharger({ status: 402, body: declined });

    expect(await charger.perform(request, anAttempt())).toEqual(declined);
  });

  test.each([
    [503, { code: 'unavailable' }],
    [201, declined],
    [402, captured],
    [201, { ...captured, amount: { amount: 1.5, currency: 'EUR' } }],
    [201, { ...captured, amount: { amount: -1, currency: 'EUR' } }],
    [201, { ...captured, captureId: '' }],
    [201, { ...captured, captureId: 'c'.repeat(201) }],
    [201, { ...captured, captureId: 'cap\u0000' }],
    [402, { ...declined, reason: 'Not now.' }],
    [402, { ...declined, reason: 'r'.repeat(101) }],
    [422, { code: 'key-reused' }],
  ])('takes nothing else for an answer: %i %j', async (status, body) => {
    const { charger } = await aCharger({ status, body });

    await expect(charger.perform(request, anAttempt())).rejects.toThrow(UnexpectedAnswer);
  });

  test.each(otherAmounts)('does not believe %j', async (other) => {
    const { charger } = await aCharger({ status: 201, body: { ...captured, amount: other } });
    const attempt = anAttempt();

    await expect(charger.perform(request, attempt)).rejects.toThrow(AmountDiffers);
    await expect(charger.findOut(request, attempt)).rejects.toThrow(AmountDiffers);
    await expect(charger.giveUp(request, attempt)).rejects.toThrow(AmountDiffers);
    // Looked up by the order, under another key.
    await expect(charger.findOut(request, anAttempt())).rejects.toThrow(AmountDiffers);
    await expect(charger.giveUp(request, anAttempt())).rejects.toThrow(AmountDiffers);
  });

  test('ends when its attempt does', async () => {
    const { charger } = await aCharger();

    await expect(charger.perform(request, { ...anAttempt(), signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('finding out about a charge', () => {
  test.each([
    [201, captured],
    [402, declined],
  ])('of which the answer was lost brings the answer: %i', async (status, body) => {
    const { provider, charger } = await aCharger({ status, body });
    const attempt = anAttempt();
    provider.swallow = 1;
    await expect(charger.perform(request, attempt)).rejects.toThrow('fetch failed');

    expect(await charger.findOut(request, attempt)).toEqual(body);
  });

  test('brings the capture also when the provider has forgotten the key', async () => {
    const { provider, charger } = await aCharger();
    await charger.perform(request, anAttempt());
    provider.keys.clear();

    expect(await charger.findOut(request, anAttempt())).toEqual(captured);
  });

  test('that never arrived does not say that there is none', async () => {
    const { charger } = await aCharger();

    expect(await charger.findOut(request, anAttempt())).toBe('unknown');
  });

  test('fails where it cannot be found out', async () => {
    const charger = new CardCharger(aCardProvider('http://127.0.0.1:1'));

    await expect(charger.findOut(request, anAttempt())).rejects.toThrow('fetch failed');
  });
});

describe('giving a charge up', () => {
  test('makes sure that it will not happen any more', async () => {
    const { provider, charger } = await aCharger();
    const attempt = anAttempt();

    expect(await charger.giveUp(request, attempt)).toBe('cancelled');
    await expect(charger.perform(request, attempt)).rejects.toThrow(/key-cancelled/);
    expect(provider.entries('/captures', orderId)).toEqual([]);
  });

  test('that has happened brings what came of it', async () => {
    const { charger } = await aCharger();
    const attempt = anAttempt();
    await charger.perform(request, attempt);

    expect(await charger.giveUp(request, attempt)).toEqual(captured);
  });

  test('that has happened under a forgotten key does not believe that it is cancelled', async () => {
    const { provider, charger } = await aCharger();
    const attempt = anAttempt();
    await charger.perform(request, attempt);
    provider.keys.clear();

    expect(await charger.giveUp(request, attempt)).toEqual(captured);
  });
});
