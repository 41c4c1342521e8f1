import type { Transaction } from 'kysely';
import type { Quote } from '../domain/quote.ts';
import type { QuoteStore } from '../use-cases/quote-store.ts';
import { toLineRows, toQuote, toQuoteRow } from './quote-rows.ts';
import type { PricingDb } from './schema.ts';

export class PostgresQuoteStore implements QuoteStore {
  constructor(private readonly trx: Transaction<PricingDb>) {}

  async keep(quote: Quote) {
    const isFirst = await this.insert(quote);
    return isFirst ? quote : this.load(quote.orderId);
  }

  private async insert(quote: Quote) {
    const inserted = await this.trx
      .insertInto('quotes')
      .values(toQuoteRow(quote))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    const lines = toLineRows(quote);
    if (inserted.numInsertedOrUpdatedRows === 0n) return false;
    if (lines.length > 0) await this.trx.insertInto('quote_lines').values(lines).execute();
    return true;
  }

  private async load(orderId: string) {
    const quote = this.trx.selectFrom('quotes').selectAll().where('order_id', '=', orderId);
    const lines = this.trx.selectFrom('quote_lines').selectAll().where('order_id', '=', orderId).orderBy('number');
    return toQuote(await quote.executeTakeFirstOrThrow(), await lines.execute());
  }
}
