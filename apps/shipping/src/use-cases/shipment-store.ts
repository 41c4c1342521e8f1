import type { Line, Shipment } from '../domain/shipment.ts';

export type Ended = { readonly state: 'dispatched'; readonly trackingNumber: string } | { readonly state: 'abandoned' };

/** Keeps what is to be sent and what became of it, and not to whom. Every implementation passes `shipmentStoreBehaviour`. */
export interface ShipmentStore {
  /** Whether this was the first to want it; the first one's lines are kept. Of several at once one is. */
  want(shipment: Pick<Shipment, 'orderId' | 'lines'>): Promise<boolean>;

  /** Hands over what is in it. Throws `ShipmentNotWanted` where none waits for its end: an end is never changed. */
  end(orderId: string, as: Ended): Promise<readonly Line[]>;
}

export class ShipmentNotWanted extends Error {
  readonly code = 'shipment-not-wanted';

  constructor(orderId: string) {
    super(`No shipment of order ${orderId} waits to be dispatched.`);
  }
}
