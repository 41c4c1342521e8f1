import { sql, type Transaction } from 'kysely';
import type { Line } from '../domain/line.ts';
import type { Decision, Reservation } from '../domain/reservation.ts';
import type { Move } from '../domain/stock.ts';
import type { Decide, ImpossibleFact, StockStore } from '../use-cases/stock-store.ts';
import { columnOf, linesOf, toReservation, toReservationColumns } from './reservation-rows.ts';
import type { InventoryDb } from './schema.ts';

export class PostgresStockStore implements StockStore {
  constructor(private readonly trx: Transaction<InventoryDb>) {}

  // Articles that are there are left out before the insert, which would otherwise wait for whoever moves them.
  async putIn(opening: readonly Line[]) {
    const articles = opening.map(({ article }) => article);
    const quantities = opening.map(({ quantity }) => quantity);
    await sql`
      insert into stock (article, initial, on_hand)
      select article, quantity, quantity from unnest(${articles}::text[], ${quantities}::bigint[]) as o (article, quantity)
      where not exists (select from stock where stock.article = o.article)
      order by article collate "C"
      on conflict do nothing`.execute(this.trx);
  }

  async change(orderId: string, asked: readonly Line[], decide: Decide) {
    const before = await this.lockReservation(orderId);
    const onHand = await this.lockStock([...asked, ...linesOf(before)]);
    const decision = decide(before, onHand);
    await this.save(orderId, before, decision);
    return decision;
  }

  async noteImpossible({ orderId, state, fact, at }: ImpossibleFact) {
    await this.trx
      .insertInto('impossible_facts')
      .values({ order_id: orderId, state, fact, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  // The lines are read after the row is locked, so a change that waited for it sees the lines of the one before it.
  private async lockReservation(orderId: string): Promise<Reservation> {
    const rows = this.trx.selectFrom('reservations').selectAll().where('order_id', '=', orderId).forUpdate();
    const row = (await rows.executeTakeFirst()) ?? (await this.begin(orderId), await rows.executeTakeFirstOrThrow());
    const lines = this.trx.selectFrom('reservation_lines').select(['article', 'quantity']);
    return toReservation(row, await lines.where('order_id', '=', orderId).orderBy('article').execute());
  }

  private async begin(orderId: string) {
    const row = { order_id: orderId, state: 'none' };
    await this.trx
      .insertInto('reservations')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  private async lockStock(lines: readonly Line[]) {
    const articles = [...new Set(lines.map(({ article }) => article))];
    const rows = this.trx.selectFrom('stock').select(['article', 'on_hand']);
    const locked = rows
      .where('article', '=', sql<string>`any(${articles}::text[])`)
      .orderBy(sql`article collate "C"`)
      .forUpdate();
    return new Map((await locked.execute()).map(({ article, on_hand }) => [article, Number(on_hand)]));
  }

  private async save(orderId: string, before: Reservation, { reservation, move }: Decision) {
    if (reservation === before) return;
    const columns = toReservationColumns(reservation);
    await this.trx.updateTable('reservations').set(columns).where('order_id', '=', orderId).execute();
    if (linesOf(before).length === 0) await this.addLines(orderId, linesOf(reservation));
    if (move) await this.move(orderId, move);
  }

  private async addLines(orderId: string, lines: readonly Line[]) {
    if (lines.length === 0) return;
    const rows = lines.map((line) => ({ order_id: orderId, ...line }));
    await this.trx.insertInto('reservation_lines').values(rows).execute();
  }

  private async move(orderId: string, { from, to }: Move) {
    const [source, target] = [sql.ref(columnOf[from]), sql.ref(columnOf[to])];
    await sql`
      update stock set ${source} = ${source} - l.quantity, ${target} = ${target} + l.quantity
      from reservation_lines as l where l.order_id = ${orderId} and l.article = stock.article`.execute(this.trx);
  }
}
