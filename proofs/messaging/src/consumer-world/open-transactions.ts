import type { AnyTransaction } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';

/** The transactions that one process has open. Its connections may break at any time, and then they are rolled back. */
export class OpenTransactions {
  readonly #open = new Set<MemoryTransaction>();

  begins(trx: AnyTransaction): void {
    const transaction = MemoryTransaction.of(trx);
    this.#open.add(transaction);
    void transaction.ended.then(() => this.#open.delete(transaction));
  }

  /** What was done in them is undone, and what is done in them from here on fails. */
  break(): void {
    for (const transaction of this.#open) transaction.rollback();
    this.#open.clear();
  }

  check(trx: AnyTransaction): void {
    if (!this.#open.has(MemoryTransaction.of(trx))) throw new ConnectionLost();
  }

  get isAny(): boolean {
    return this.#open.size > 0;
  }
}

/** As PostgreSQL's driver says it. */
export class ConnectionLost extends Error {
  readonly code = '08006';

  constructor() {
    super('Connection terminated unexpectedly');
  }
}
