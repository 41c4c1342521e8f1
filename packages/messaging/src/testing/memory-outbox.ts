import type { OutboxWriter } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';
import { rowOf, type OutboxRow } from '../outbox/create-outbox.ts';
import type { Acked, Lease, Look, RelayStore, Selection, WaitingRow } from '../relay/relay-store.ts';

/** An outbox in memory. Like a table, it hands out ids when a row is written and shows the row when it is committed. */
export class MemoryOutbox implements RelayStore {
  readonly #now: () => number;
  #rows: (WaitingRow & { since: number })[] = [];
  #lastId = 0n;
  #lease = { owner: '', epoch: 0n, until: -Infinity };

  constructor({ now = () => performance.now() }: { now?: () => number } = {}) {
    this.#now = now;
  }

  /** What `createOutbox` is for PostgreSQL. */
  writer({ service, wake = () => {} }: { service: string; wake?: () => void }): OutboxWriter {
    return {
      write: async (trx, said, now) => {
        const rows = said.map((one) => rowOf(one, { service, now }));
        this.insert(MemoryTransaction.of(trx), rows);
      },
      committed: wake,
    };
  }

  insert(trx: MemoryTransaction, rows: readonly OutboxRow[]): void {
    for (const { message_id: messageId, topic, key, headers, payload } of rows) {
      const id = ++this.#lastId;
      const row = { id, messageId, topic, key, headers: JSON.parse(headers), payload, since: this.#now() };
      trx.atCommit(() => this.#rows.push(row));
    }
  }

  async look(): Promise<Look> {
    const { owner, until } = this.#lease;
    const [lowest] = this.#sorted();
    return {
      oldestAgeMs: lowest && this.#now() - lowest.since,
      holder: until > this.#now() ? { owner, leftMs: until - this.#now() } : undefined,
    };
  }

  async select(owner: string, { leaseMs, limit }: { leaseMs: number; limit: number }): Promise<Selection | undefined> {
    if (this.#lease.owner !== owner && this.#lease.until > this.#now()) return undefined;
    const epoch = this.#lease.owner === owner ? this.#lease.epoch : this.#lease.epoch + 1n;
    this.#lease = { owner, epoch, until: this.#now() + leaseMs };
    return { lease: { owner, epoch }, rows: this.#sorted().slice(0, limit) };
  }

  async remove({ owner, epoch }: Lease, acked: readonly Acked[]): Promise<'removed' | 'lease-lost'> {
    const lease = this.#lease;
    if (lease.owner !== owner || lease.epoch !== epoch || lease.until <= this.#now()) return 'lease-lost';
    this.#rows = this.#rows.filter(
      (row) => !acked.some(({ id, messageId }) => id === row.id && messageId === row.messageId),
    );
    return 'removed';
  }

  async release(owner: string): Promise<void> {
    if (this.#lease.owner === owner) this.expireLease();
  }

  expireLease(): void {
    this.#lease = { owner: '', epoch: this.#lease.epoch, until: -Infinity };
  }

  /** Puts the table back to empty and its ids back to the first, as a restore of an old backup does. */
  rewind(): void {
    this.#rows = [];
    this.#lastId = 0n;
  }

  #sorted() {
    return this.#rows.toSorted((one, other) => Number(one.id - other.id));
  }
}
