import { sql, type Transaction } from 'kysely';
import type { Shipment } from '../domain/shipment.ts';
import { ShipmentNotWanted, type Ended, type ShipmentStore } from '../use-cases/shipment-store.ts';
import type { ShippingDb } from './schema.ts';

export class PostgresShipmentStore implements ShipmentStore {
  constructor(private readonly trx: Transaction<ShippingDb>) {}

  async want({ orderId, lines }: Pick<Shipment, 'orderId' | 'lines'>) {
    const { numInsertedOrUpdatedRows } = await this.trx
      .insertInto('shipments')
      .values({ order_id: orderId, state: 'wanted' })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 0n) return false;
    const rows = lines.map((line, index) => ({ order_id: orderId, number: index + 1, ...line }));
    await this.trx.insertInto('shipment_lines').values(rows).execute();
    return true;
  }

  async end(orderId: string, as: Ended) {
    const { numUpdatedRows } = await this.trx
      .updateTable('shipments')
      .set({
        state: as.state,
        tracking_number: as.state === 'dispatched' ? as.trackingNumber : null,
        since: sql<Date>`now()`,
      })
      .where('order_id', '=', orderId)
      .where('state', '=', 'wanted')
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new ShipmentNotWanted(orderId);
    return this.linesOf(orderId);
  }

  private linesOf(orderId: string) {
    return this.trx
      .selectFrom('shipment_lines')
      .select(['article', 'quantity'])
      .where('order_id', '=', orderId)
      .orderBy('number')
      .execute();
  }
}
