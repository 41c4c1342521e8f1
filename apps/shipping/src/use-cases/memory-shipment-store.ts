import type { Line, Shipment } from '../domain/shipment.ts';
import { ShipmentNotWanted, type Ended, type ShipmentStore } from './shipment-store.ts';

/** For tests. */
export class MemoryShipmentStore implements ShipmentStore {
  private readonly shipments = new Map<string, Kept>();

  async want({ orderId, lines }: Pick<Shipment, 'orderId' | 'lines'>) {
    const isFirst = !this.shipments.has(orderId);
    if (isFirst) this.shipments.set(orderId, { state: 'wanted', lines });
    return isFirst;
  }

  async end(orderId: string, { state }: Ended) {
    const shipment = this.shipments.get(orderId);
    if (shipment?.state !== 'wanted') throw new ShipmentNotWanted(orderId);
    this.shipments.set(orderId, { ...shipment, state });
    return shipment.lines;
  }
}

interface Kept {
  readonly state: 'wanted' | Ended['state'];
  readonly lines: readonly Line[];
}
