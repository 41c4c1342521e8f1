import type { ConsumerStore, Place } from '@holdfast/messaging';
import { MemoryConsumerStore } from '@holdfast/messaging/testing';
import { memoryEngine, MemoryTransaction } from '@holdfast/work/testing';
import { OpenTransactions } from '../consumer-world/open-transactions.ts';
import { eventOfId } from '../consumer-world/place-log.ts';
import type { Asked, Connection, ModelDatabase, Stored } from './model-database.ts';

/** All in memory. It answers in the same turn, so that time may be fake. */
export class MemoryModelDatabase implements ModelDatabase {
  readonly consumer = 'garden.growth';
  readonly #store = new MemoryConsumerStore();
  readonly #had: string[] = [];
  readonly #dropped: string[] = [];
  #replays = 0;

  connect(fails: (event: string) => void): Connection {
    const transactions = new OpenTransactions();
    const grows = (trx: MemoryTransaction) => (event: string) => {
      fails(event);
      trx.atCommit(() => this.#had.push(event));
    };
    const engine = memoryEngine({ service: 'garden', parts: (trx) => ({ grows: grows(trx) }) });
    const transactTogether: typeof engine.transactTogether = (body) =>
      engine.transactTogether(async (shared) => {
        transactions.begins(shared.trx);
        const given = await body(shared);
        transactions.check(shared.trx);
        return given;
      });
    return {
      store: checked(this.#store, transactions),
      engine: { ...engine, transactTogether },
      break: () => transactions.break(),
    };
  }

  async stored(): Promise<Stored> {
    const { positions, replays } = this.#store.backup();
    return {
      positions: positions.map(({ partition, nextOffset }) => ({ partition, next: Number(nextOffset) })),
      parked: this.#store.parkedRows.map(({ key, messageId, state }) => ({
        key,
        event: eventOfId(messageId),
        isDead: state === 'dead',
      })),
      replays: replays.filter(({ state }) => state === 'asked').length,
      had: [...this.#had],
      dropped: [...this.#dropped],
    };
  }

  release(place: Place, key: string): Promise<unknown> {
    return this.#store.release(this.consumer, place, key);
  }

  async drop(place: Place, key: string): Promise<'dropped' | 'gone'> {
    const row = this.#store.parkedRows.find((parked) => parked.key === key && parked.state !== 'dropped');
    if (!row || !(await this.#store.drop(this.consumer, place, row.offset))) return 'gone';
    this.#dropped.push(eventOfId(row.messageId));
    return 'dropped';
  }

  askReplay({ place, from, ...range }: Asked): Promise<unknown> {
    const asked = { id: `r${(this.#replays += 1)}`, consumer: this.consumer, actor: 'operator:ann', because: 'a test' };
    return this.#store.askReplay({ ...asked, ...place, next: from, ...range });
  }

  async close(): Promise<void> {}
}

/** What is done in a transaction whose process has died fails. */
function checked(store: MemoryConsumerStore, transactions: OpenTransactions): ConsumerStore {
  return new Proxy<ConsumerStore>(store, {
    get: (_, method) => {
      const member: unknown = Reflect.get(store, method);
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        const trx = given[0] instanceof MemoryTransaction ? given[0].asAny() : undefined;
        if (trx) transactions.check(trx);
        const answer: unknown = await Reflect.apply(member, store, given);
        if (trx) transactions.check(trx);
        return answer;
      };
    },
  });
}
