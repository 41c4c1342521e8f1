import { sql, type Transaction } from 'kysely';
import type { Heard, News, OrderBooks } from '../domain/order-books.ts';
import type { Posting } from '../domain/posting.ts';
import type { LateOrders, Ledger } from '../use-cases/ledger.ts';
import { toBooks, toEntryRows, toFactRows, toLineRows, toMismatchRow } from './ledger-rows.ts';
import type { FinanceDb } from './schema.ts';

export class PostgresLedger implements Ledger {
  constructor(private readonly trx: Transaction<FinanceDb>) {}

  async change(orderId: string, decide: (books: OrderBooks) => Heard) {
    const before = await this.lock(orderId);
    const heard = decide(before);
    if (heard.books !== before) await this.save(heard, before);
    return heard;
  }

  async lateOrders({ state, heardBefore, atMost }: LateOrders) {
    const rows = await this.trx
      .selectFrom('order_books')
      .select('order_id')
      .where('state', '=', state)
      .where('heard_at', '<', heardBefore)
      .orderBy('heard_at')
      .limit(atMost)
      .forUpdate()
      .skipLocked()
      .execute();
    return rows.map(({ order_id }) => order_id);
  }

  // Everything else is read after the row is locked, so a change that waited for it sees what the one before it wrote.
  private async lock(orderId: string): Promise<OrderBooks> {
    const begun = { order_id: orderId, state: 'open', heard_at: new Date(0) };
    const ofOrder = this.trx.selectFrom('order_books').selectAll().where('order_id', '=', orderId).forUpdate();
    const known = await ofOrder.executeTakeFirst();
    if (!known)
      await this.trx
        .insertInto('order_books')
        .values(begun)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    return this.load(known ?? (await ofOrder.executeTakeFirstOrThrow()));
  }

  private async load(books: Parameters<typeof toBooks>[0]['books']): Promise<OrderBooks> {
    const { trx } = this;
    const id = books.order_id;
    return toBooks({
      books,
      facts: await trx.selectFrom('facts').selectAll().where('order_id', '=', id).orderBy('number').execute(),
      lines: await trx.selectFrom('fact_lines').selectAll().where('order_id', '=', id).orderBy('number').execute(),
      postings: await trx
        .selectFrom('postings')
        .select('posting')
        .where('order_id', '=', id)
        .orderBy('number')
        .execute(),
      mismatches: await trx
        .selectFrom('mismatches')
        .select('kind')
        .where('order_id', '=', id)
        .orderBy('number')
        .execute(),
    });
  }

  private async save({ books, postings, news }: Heard, before: OrderBooks) {
    const { orderId, state, heardAt, settledAt } = books;
    const columns = { state, heard_at: heardAt, settled_at: settledAt ?? null };
    await this.trx.updateTable('order_books').set(columns).where('order_id', '=', orderId).execute();
    const facts = toFactRows(books, before.facts.length);
    const lines = toLineRows(books, before.facts.length);
    if (facts.length > 0) await this.trx.insertInto('facts').values(facts).execute();
    if (lines.length > 0) await this.trx.insertInto('fact_lines').values(lines).execute();
    for (const [index, posting] of postings.entries()) {
      await this.book(orderId, posting, before.booked.length + index + 1);
    }
    await this.note(orderId, news, before);
  }

  private async book(orderId: string, posting: Posting, number: number) {
    const { name, entries } = posting;
    await this.trx
      .insertInto('postings')
      .values({ order_id: orderId, posting: name, number, entry_count: entries.length, booked_at: sql`now()` })
      .execute();
    if (entries.length > 0) await this.trx.insertInto('entries').values(toEntryRows(orderId, posting)).execute();
  }

  private async note(orderId: string, news: readonly News[], { told }: OrderBooks) {
    const rows = news
      .flatMap((one) => (one.type === 'mismatched' ? [toMismatchRow(orderId, one.mismatch)] : []))
      .map((row, index) => ({ ...row, number: told.length + index + 1, told_at: sql<Date>`now()` }));
    if (rows.length > 0) await this.trx.insertInto('mismatches').values(rows).execute();
  }
}
