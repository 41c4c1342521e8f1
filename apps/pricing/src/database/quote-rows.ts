import { add, money } from '@holdfast/contract-kit/money';
import type { Insertable, Selectable } from 'kysely';
import type { Price, Refused } from '../domain/price.ts';
import type { Quote } from '../domain/quote.ts';
import type { QuoteLines, Quotes } from './schema.ts';

export function toQuoteRow({ orderId, priceList, price, quotedAt }: Quote): Insertable<Quotes> {
  return { order_id: orderId, price_list: priceList, quoted_at: quotedAt, ...toPriceColumns(price) };
}

function toPriceColumns(price: Price) {
  if (price.outcome === 'refused') return { ...price, articles: [...price.articles] };
  const { net, tax } = price.totals;
  return { outcome: price.outcome, currency: net.currency, net: net.amount, tax: tax.amount };
}

export function toLineRows({ orderId, price }: Quote): Insertable<QuoteLines>[] {
  if (price.outcome === 'refused') return [];
  return price.lines.map(({ article, quantity, unitPrice, net }, index) => ({
    order_id: orderId,
    number: index + 1,
    article,
    quantity,
    unit_price: unitPrice.amount,
    net: net.amount,
  }));
}

export function toQuote(row: Selectable<Quotes>, lines: readonly Selectable<QuoteLines>[]): Quote {
  return {
    orderId: row.order_id,
    price: toPrice(row, lines),
    priceList: row.price_list,
    quotedAt: row.quoted_at,
  };
}

function toPrice(row: Selectable<Quotes>, lines: readonly Selectable<QuoteLines>[]): Price {
  const { currency, net, tax, reason, articles } = row;
  if (currency === null) return toRefused(reason, articles);
  const total = { net: money(Number(net), currency), tax: money(Number(tax), currency) };
  return {
    outcome: 'priced',
    totals: { ...total, gross: add(total.net, total.tax) },
    lines: lines.map((line) => ({
      article: line.article,
      quantity: line.quantity,
      unitPrice: money(Number(line.unit_price), currency),
      net: money(Number(line.net), currency),
    })),
  };
}

// The constraints of the table see to it that a refused quote has a known reason and its articles.
function toRefused(reason: string | null, articles: string[] | null): Refused {
  return { outcome: 'refused', reason: reason as Refused['reason'], articles: articles ?? [] };
}
