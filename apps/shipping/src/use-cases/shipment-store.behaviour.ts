import { describe, expect, test } from 'vitest';
import { anotherId, aShipment, lines, orderId } from '../../test/a-shipment.ts';
import { ShipmentNotWanted, type ShipmentStore } from './shipment-store.ts';

const dispatched = { state: 'dispatched', trackingNumber: 'trk_1' } as const;

/** What every shipment store promises. `open` gives an empty one. */
export function shipmentStoreBehaviour(name: string, open: () => Promise<InTransaction>): void {
  describe(name, () => {
    test('says who is the first to want the shipment of an order, and keeps the lines of that one', async () => {
      const inTransaction = await open();
      const want = (shipment = aShipment()) => inTransaction((shipments) => shipments.want(shipment));

      expect(await want()).toBe(true);
      expect(await want({ ...aShipment(), lines: [{ article: 'samovar', quantity: 1 }] })).toBe(false);
      expect(await want(aShipment(anotherId))).toBe(true);
      expect(await inTransaction((shipments) => shipments.end(orderId, dispatched))).toEqual(lines);
    });

    test('has one who is first when several come at the same time', async () => {
      const inTransaction = await open();
      const wanted = await Promise.all(
        [1, 2, 3, 4].map(() => inTransaction((shipments) => shipments.want(aShipment()))),
      );

      expect(wanted.filter((isFirst) => isFirst)).toHaveLength(1);
    });

    test.each([dispatched, { state: 'abandoned' } as const])('ends a shipment once, as $state', async (as) => {
      const inTransaction = await open();
      const end = () => inTransaction((shipments) => shipments.end(orderId, as));
      await inTransaction((shipments) => shipments.want(aShipment()));
      await end();

      await expect(end()).rejects.toThrow(ShipmentNotWanted);
      expect(await inTransaction((shipments) => shipments.want(aShipment()))).toBe(false);
    });

    test('refuses to end a shipment that nobody wanted', async () => {
      const inTransaction = await open();
      await inTransaction((shipments) => shipments.want(aShipment(anotherId)));

      await expect(inTransaction((shipments) => shipments.end(orderId, dispatched))).rejects.toThrow(ShipmentNotWanted);
    });
  });
}

export type InTransaction = <T>(run: (shipments: ShipmentStore) => Promise<T>) => Promise<T>;
