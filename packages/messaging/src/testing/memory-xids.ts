import type { MemoryTransaction } from '@holdfast/work/testing';

/** What was committed at a moment: every transaction below `xmax`, but for those that were under way. */
export interface Snapshot {
  readonly xmax: bigint;
  readonly open: readonly bigint[];
}

/** Whether what this transaction has written is seen. */
export function sees({ xmax, open }: Snapshot, xid: bigint): boolean {
  return xid < xmax && !open.includes(xid);
}

/** Numbers transactions in memory as PostgreSQL does: by their first write, not by their commit. */
export class MemoryXids {
  #next = firstXid;
  #open = new Map<MemoryTransaction, bigint>();

  /** The number of this transaction; it gets one now if it has none. */
  of(trx: MemoryTransaction): bigint {
    const known = this.#open.get(trx);
    if (known !== undefined) return known;
    const xid = this.#next++;
    const open = this.#open.set(trx, xid);
    trx.atCommit(() => open.delete(trx));
    void trx.ended.then(() => open.delete(trx));
    return xid;
  }

  isOpen(xid: bigint): boolean {
    return [...this.#open.values()].includes(xid);
  }

  snapshot(): Snapshot {
    return { xmax: this.#next, open: [...this.#open.values()] };
  }

  /** What a backup has of it. Transactions that were under way are not in it. */
  get next(): bigint {
    return this.#next;
  }

  restore(next: bigint): void {
    this.#next = next;
    this.#open = new Map();
  }
}

/** No transaction has a lower number than this. */
export const firstXid = 3n;
