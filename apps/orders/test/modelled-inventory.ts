import type { StockFact } from '../src/domain/checkout-fact.ts';

export type StockCommand = 'reserve-stock' | 'release-stock' | 'commit-stock';

/** What the contracts say of inventory, for one order. A release that comes first is remembered. */
export class ModelledInventory {
  state: 'none' | 'reserved' | 'refused' | 'released' | 'committed' | 'lost' = 'none';

  constructor(private readonly luck: { hasStock: boolean; keepsReservation: boolean }) {}

  take(command: StockCommand): StockFact {
    switch (command) {
      case 'reserve-stock':
        return this.reserve();
      case 'release-stock':
        return this.release();
      case 'commit-stock':
        return this.commit();
    }
  }

  private reserve(): StockFact {
    if (this.state === 'none') this.state = this.luck.hasStock ? 'reserved' : 'refused';
    const isThere = this.state === 'reserved' || this.state === 'committed';
    return isThere
      ? { type: 'stock-reserved' }
      : { type: 'stock-refused', reason: this.state === 'released' ? 'was-released' : 'out-of-stock' };
  }

  private release(): StockFact {
    if (this.state === 'committed') throw new Error('what is committed was to be released');
    this.state = 'released';
    return { type: 'stock-released' };
  }

  private commit(): StockFact {
    if (this.state === 'reserved') this.state = this.luck.keepsReservation ? 'committed' : 'lost';
    return this.state === 'committed'
      ? { type: 'stock-committed' }
      : { type: 'reservation-lost', reason: 'no-reservation' };
  }
}
