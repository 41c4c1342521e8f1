/** How an order ends, as the ledgers of the outside world show it. */
export interface ExampleEnd {
  readonly status: 'settled' | 'cancelled';
  readonly reason?: string;
  /** Charged once and kept, charged once and given back, or never charged. */
  readonly charge: 'kept' | 'refunded' | 'never';
  /** Shipped once, or not at all. */
  readonly parcels: 0 | 1;
}

const settled: ExampleEnd = { status: 'settled', charge: 'kept', parcels: 1 };
const refused = (reason: string): ExampleEnd => ({ status: 'cancelled', reason, charge: 'never', parcels: 0 });

/** The end of every file in `examples/orders`. In each case there is one mail. */
export const exampleEnds: Readonly<Record<string, ExampleEnd>> = {
  ordinary: settled,
  'many-lines': settled,
  'largest-allowed': settled,
  'out-of-stock': refused('out-of-stock'),
  'declined-card': refused('card-declined'),
  'risky-customer': refused('risk-declined'),
  'unknown-article': refused('unknown-article'),
  'two-currencies': refused('two-currencies'),
};
