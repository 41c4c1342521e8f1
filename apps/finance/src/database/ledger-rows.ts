import { money, type Money } from '@holdfast/contract-kit/money';
import type { Insertable, Selectable } from 'kysely';
import { referenceOf, type Fact, type Line } from '../domain/fact.ts';
import type { OrderBooks } from '../domain/order-books.ts';
import type { Posting } from '../domain/posting.ts';
import type { Mismatch, MismatchKind, Verdict } from '../domain/verdict.ts';
import type { Entries, FactLines, Facts, Mismatches, OrderBooks as BooksTable } from './schema.ts';

export interface BooksRows {
  readonly books: Selectable<BooksTable>;
  readonly facts: readonly Selectable<Facts>[];
  readonly lines: readonly Selectable<FactLines>[];
  readonly postings: readonly { readonly posting: string }[];
  readonly mismatches: readonly { readonly kind: string }[];
}

export function toBooks({ books, facts, lines, postings, mismatches }: BooksRows): OrderBooks {
  return {
    orderId: books.order_id,
    facts: facts.map((fact) => toFact(fact, lines.filter(isOf(fact)).map(toLine))),
    booked: postings.map(({ posting }) => posting),
    // The constraints of the table, and that kinds are only written here, see to it that these are known words.
    state: books.state as Verdict['state'],
    heardAt: books.heard_at,
    settledAt: books.settled_at ?? undefined,
    told: mismatches.map(({ kind }) => kind as MismatchKind),
  };
}

const isOf =
  ({ type, reference }: Selectable<Facts>) =>
  (line: Selectable<FactLines>) =>
    line.type === type && line.reference === reference;

function toLine({ article, quantity }: Selectable<FactLines>): Line {
  return { article, quantity: Number(quantity) };
}

function toFact(row: Selectable<Facts>, lines: readonly Line[]): Fact {
  const { type, reference, currency } = row;
  const amountOf = (amount: string | null, of = currency) => money(Number(amount), of ?? '');
  switch (type) {
    case 'priced':
      return { type, net: amountOf(row.net), tax: amountOf(row.tax, row.tax_currency), lines };
    case 'captured':
      return { type, amount: amountOf(row.amount), captureId: reference };
    case 'refunded':
      return { type, amount: amountOf(row.amount), refundId: reference };
    case 'dispatched':
      return { type, trackingNumber: reference, lines };
    case 'cancelled':
      return { type };
    default:
      throw new Error(`Order ${row.order_id} has a fact of the unknown type "${type}".`);
  }
}

/** The facts after the first `known` ones: facts are only added. */
export function toFactRows({ orderId, facts }: OrderBooks, known: number): Insertable<Facts>[] {
  return facts
    .map((fact, index) => ({
      order_id: orderId,
      number: index + 1,
      type: fact.type,
      reference: referenceOf(fact),
      ...toMoneyColumns(fact),
    }))
    .slice(known);
}

function toMoneyColumns(fact: Fact) {
  switch (fact.type) {
    case 'priced':
      return {
        currency: fact.net.currency,
        net: fact.net.amount,
        tax: fact.tax.amount,
        tax_currency: fact.tax.currency,
      };
    case 'captured':
    case 'refunded':
      return { currency: fact.amount.currency, amount: fact.amount.amount };
    case 'dispatched':
    case 'cancelled':
      return {};
  }
}

export function toLineRows({ orderId, facts }: OrderBooks, known: number): Insertable<FactLines>[] {
  return facts.slice(known).flatMap((fact) =>
    ('lines' in fact ? fact.lines : []).map(({ article, quantity }, index) => ({
      order_id: orderId,
      type: fact.type,
      reference: referenceOf(fact),
      number: index + 1,
      article,
      quantity,
    })),
  );
}

export function toEntryRows(orderId: string, { name, entries }: Posting): Insertable<Entries>[] {
  return entries.map(({ account, amount }, index) => ({
    order_id: orderId,
    posting: name,
    number: index + 1,
    account,
    currency: amount.currency,
    amount: amount.amount,
  }));
}

export function toMismatchRow(
  orderId: string,
  { kind, expected, found }: Mismatch,
): Omit<Insertable<Mismatches>, 'number' | 'told_at'> {
  return {
    order_id: orderId,
    kind,
    ...(expected && columns('expected', expected)),
    ...(found && columns('found', found)),
  };
}

function columns(name: 'expected' | 'found', { amount, currency }: Money) {
  return { [name]: amount, [`${name}_currency`]: currency };
}
