import { randomUUID } from 'node:crypto';
import { backoffMs } from '@holdfast/work';
import { keyOf, type Batch, type Broker, type IncomingRecord, type Membership, type Place } from '../broker/broker.ts';

/** A record, and where it lies. */
export type TailedRecord = Place & IncomingRecord;

export interface TailOptions {
  readonly broker: Broker;
  readonly topics: readonly string[];
  /** The records that are there, or only those that come. */
  readonly from: 'beginning' | 'now';
  /** Is called for each record, those of one place in their sequence. */
  readonly seen: (record: TailedRecord) => void;
}

/**
 * Reads topics to look at them and leaves no trace: as the only member of a group of its own, which acknowledges nothing
 * and is forgotten at the end. Whoever is killed meanwhile leaves an empty group without offsets, which the broker removes
 * by itself.
 */
export class Tail {
  /** Everything that is sent from here on is seen. Rejects when it was stopped before. */
  readonly begun: Promise<void>;
  /** Rejects when it hears nothing more although the broker answers. */
  readonly failed: Promise<never>;
  /** Named so that the operator's rights reach it. */
  readonly group = `operator.tail-${randomUUID()}`;
  readonly #options: TailOptions;
  readonly #membership: Membership;
  readonly #begun = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<never>();
  /** Where a place goes on: the group may deal it to us again. */
  readonly #next = new Map<string, bigint>();
  #deal = 0;
  #stopped = false;

  constructor(options: TailOptions) {
    this.#options = options;
    this.begun = this.#begun.promise;
    this.failed = this.#failed.promise;
    for (const promise of [this.begun, this.failed]) promise.catch(() => undefined); // Not everybody waits for both.
    this.#membership = options.broker.join(
      { name: this.group, topics: options.topics },
      {
        assigned: (places) => void this.#begin(places),
        batch: (batch) => this.#show(batch),
        heard: () => undefined,
        dead: (reason) => this.#failed.reject(new Error(reason)),
      },
    );
  }

  /** Why it has not begun yet, if something went wrong. */
  get trouble(): string | undefined {
    return this.#membership.trouble;
  }

  /** Leaves the group and has it forgotten. A repeat is fine. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#begun.reject(new Error('It was stopped before it began.'));
    await this.#membership.leave();
    await this.#options.broker.forget(this.group);
  }

  async #begin(places: readonly Place[]): Promise<void> {
    const deal = (this.#deal += 1);
    if (places.length === 0) return;
    await Promise.all(places.map((place) => this.#beginAt(place, deal)));
    if (deal === this.#deal) this.#begun.resolve();
  }

  async #beginAt(place: Place, deal: number): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      const offset = await this.#offsetOf(place);
      if (this.#stopped || deal !== this.#deal) return;
      if (offset !== undefined) return this.#membership.readFrom(place, offset);
      await new Promise((resolve) => setTimeout(resolve, backoffMs(failures, { firstMs: 100, longestMs: 2_000 })));
    }
  }

  /** Undefined while the broker does not say. */
  async #offsetOf(place: Place): Promise<bigint | undefined> {
    const known = this.#next.get(keyOf(place));
    if (known !== undefined) return known;
    try {
      const { first, next } = await this.#options.broker.range(place);
      const offset = this.#options.from === 'beginning' ? first : next;
      this.#next.set(keyOf(place), offset);
      return offset;
    } catch {
      return undefined;
    }
  }

  async #show({ topic, partition, records, to, isStale }: Batch): Promise<'handled' | 'unfinished'> {
    for (const record of records) {
      if (this.#stopped || isStale()) return 'unfinished';
      const key = keyOf({ topic, partition });
      if (record.offset < (this.#next.get(key) ?? 0n)) continue;
      this.#next.set(key, record.offset + 1n);
      this.#options.seen({ topic, partition, ...record });
    }
    this.#next.set(keyOf({ topic, partition }), to);
    return 'handled';
  }
}
