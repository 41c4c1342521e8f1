import type { AnyTransaction } from '../any-transaction.ts';

/**
 * A transaction in memory. What is done in it happens at the commit and not before; what is locked in it is waited for,
 * as a row in PostgreSQL is.
 */
export class MemoryTransaction {
  readonly ended: Promise<void>;
  readonly #atCommit: (() => void)[] = [];
  readonly #locks: { map: Map<string, MemoryTransaction>; key: string }[] = [];
  readonly #end: () => void;
  #hasEnded = false;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#end = resolve;
  }

  /** The same object, for an interface that speaks of Kysely's. */
  static of(trx: AnyTransaction): MemoryTransaction {
    return trx as unknown as MemoryTransaction;
  }

  asAny(): AnyTransaction {
    return this as unknown as AnyTransaction;
  }

  /** Resolves when no other open transaction holds this lock. */
  async lock(map: Map<string, MemoryTransaction>, key: string): Promise<void> {
    for (let holder = map.get(key); holder && holder !== this; holder = map.get(key)) await holder.ended;
    // Ended while it waited, as when its process has died: it would keep the lock for ever.
    if (this.#hasEnded) throw new Error('This transaction has ended.');
    map.set(key, this);
    this.#locks.push({ map, key });
  }

  atCommit(happens: () => void): void {
    this.#atCommit.push(happens);
  }

  commit(): void {
    for (const happens of this.#atCommit) happens();
    this.rollback();
  }

  rollback(): void {
    for (const { map, key } of this.#locks) if (map.get(key) === this) map.delete(key);
    this.#hasEnded = true;
    this.#end();
  }
}
