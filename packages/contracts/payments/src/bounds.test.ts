import { encode, InvalidMessage } from '@holdfast/contract-kit';
import { exampleOf } from '@holdfast/contract-kit/testing';
import { expect, test } from 'vitest';
import { ChargeOrder } from './charge-order.ts';
import { ScreenOrder } from './screen-order.ts';

const toCharge = exampleOf(import.meta.url, ChargeOrder, 'ordinary');
const toScreen = exampleOf(import.meta.url, ScreenOrder, 'ordinary');
const euros = (amount: number) => ({ amount: { amount, currency: 'EUR' } });

test.each([
  ['below zero', -500],
  ['beyond all orders', Number.MAX_SAFE_INTEGER],
])('an amount %s can neither be charged nor screened', (_, amount) => {
  expect(() => encode(ChargeOrder, { ...toCharge, ...euros(amount) })).toThrow(InvalidMessage);
  expect(() => encode(ScreenOrder, { ...toScreen, ...euros(amount) })).toThrow(InvalidMessage);
});

// Pricing may give things away, and prices an order of 100 lines of 1,000 of its dearest article.
test.each([0, 200_000_000_000_000])('an amount of %d can be charged and screened', (amount) => {
  expect(() => encode(ChargeOrder, { ...toCharge, ...euros(amount) })).not.toThrow();
  expect(() => encode(ScreenOrder, { ...toScreen, ...euros(amount) })).not.toThrow();
});
