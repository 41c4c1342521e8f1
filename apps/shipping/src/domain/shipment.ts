/** What goes to whom: one parcel per order. */
export interface Shipment {
  readonly orderId: string;
  readonly to: Recipient;
  readonly lines: readonly Line[];
}

export interface Recipient {
  readonly name: string;
  readonly address: string;
}

export interface Line {
  readonly article: string;
  readonly quantity: number;
}
