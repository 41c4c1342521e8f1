import { z } from 'zod';

/**
 * An amount of money in the smallest unit of its currency: 12990 EUR are 129.90, 500 JPY are 500. Whole numbers only,
 * so that sums are exact, and never beyond what JSON carries exactly.
 */
export const Money = z.object({
  amount: z.int(),
  currency: z.string().refine(isCurrency, 'is not a currency code of ISO 4217'),
});
export type Money = z.infer<typeof Money>;

/** Money from an amount in minor units. Throws {@link NotMoney}. */
export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new NotMoney(amount, currency, 'must be a whole number of minor units');
  if (!isCurrency(currency)) throw new NotMoney(amount, currency, 'has no currency code of ISO 4217');
  return { amount, currency };
}

/** The sum. Throws {@link TwoCurrencies}, or {@link NotMoney} beyond what can be carried exactly. */
export function add(one: Money, other: Money): Money {
  if (!isSameCurrency(one, other)) throw new TwoCurrencies(one.currency, other.currency);
  return money(one.amount + other.amount, one.currency);
}

/** A fraction of whole numbers: 19 % are `{ numerator: 19, denominator: 100 }`. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The product with a whole number or a ratio, rounded half away from zero. Computed without floating point: 0.1 and its
 * relatives are not what they look like, so a fractional number is refused with {@link InexactFactor}.
 */
export function multiply({ amount, currency }: Money, by: number | Ratio): Money {
  const { numerator, denominator } = typeof by === 'number' ? { numerator: by, denominator: 1 } : by;
  if (![numerator, denominator].every(Number.isSafeInteger) || denominator === 0) throw new InexactFactor(by);
  return money(Number(divided(BigInt(amount) * BigInt(numerator), BigInt(denominator))), currency);
}

export function isSameCurrency(one: Money, other: Money): boolean {
  return one.currency === other.currency;
}

/** The same text everywhere and in every language, for logs and lists: `129.90 EUR`, `500 JPY`. */
export function format({ amount, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : `.${digits.slice(-decimals)}`;
  return `${amount < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
}

/** Whether this is the code of a currency of ISO 4217 that this version of Node knows. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

/** How many decimals a currency's minor unit stands for, by ISO 4217: 2 for EUR, 0 for JPY, 3 for BHD. */
export function decimalsOf(currency: string): number {
  return otherThanTwoDecimals[currency] ?? 2;
}

/** This is no amount of money. */
export class NotMoney extends Error {
  readonly code = 'not-money';
  readonly amount: number;
  readonly currency: string;

  constructor(amount: number, currency: string, why: string) {
    super(`${amount} ${currency} ${why}.`);
    this.amount = amount;
    this.currency = currency;
  }
}

/** Amounts in two currencies have no sum. */
export class TwoCurrencies extends Error {
  readonly code = 'two-currencies';
  readonly currencies: readonly string[];

  constructor(one: string, other: string) {
    super(`${one} and ${other} cannot be added up.`);
    this.currencies = [one, other];
  }
}

/** A factor that is neither a whole number nor a ratio of two, or divides by zero. */
export class InexactFactor extends Error {
  readonly code = 'inexact-factor';
  readonly factor: number | Ratio;

  constructor(factor: number | Ratio) {
    super(`${JSON.stringify(factor)} is not exact. Multiply by a whole number, or by a ratio: 19 % are 19 over 100.`);
    this.factor = factor;
  }
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

/**
 * Intl knows the codes and is asked for them. Its decimals are those that people like to see (none for HUF), while ISO
 * 4217, and with it every card provider, counts a HUF in hundredths.
 */
const otherThanTwoDecimals: Readonly<Record<string, number>> = {
  ...each(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...each(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...each(4, 'CLF UYW'),
};

function each(decimals: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, decimals]));
}

function divided(dividend: bigint, divisor: bigint): bigint {
  const isNegative = dividend < 0n !== divisor < 0n;
  const [above, below] = [absolute(dividend), absolute(divisor)];
  const rounded = (2n * above + below) / (2n * below);
  return isNegative ? -rounded : rounded;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
