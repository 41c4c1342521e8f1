import {
  keyOf,
  RecordRefused,
  type Broker,
  type Excerpt,
  type Membership,
  type OutgoingRecord,
  type Place,
  type Reader,
  type TopicFacts,
} from '../broker/broker.ts';
import { TookTooLong } from '../broker/within.ts';
import type { MemoryBroker } from './memory-broker.ts';

/**
 * What can become of a send.
 * - `lost-ack`: everything is stored, and the answer is lost.
 * - `late-append`: the answer is a timeout, and everything is stored later, perhaps behind what was sent after it.
 * - `partial`: some partitions have stored theirs, and others say that they are not led from here.
 * - `not-leader`: nothing is stored.
 * - `timeout`: nothing is stored, and nobody says so.
 */
export type BrokerFault = 'lost-ack' | 'late-append' | 'partial' | 'not-leader' | 'timeout';

export interface FaultyBrokerOptions {
  /** What becomes of the next send; undefined for nothing. */
  fault(): BrokerFault | undefined;
  /** Whether the broker refuses this record for good, and with it whatever it would store in the same batch. */
  refuses?(record: OutgoingRecord): boolean;
  /** Chooses the partitions that have stored theirs, and when what is late arrives: from 0 up to 1. */
  fraction(): number;
}

/** Breaks sends in every way that Kafka can, over a broker in memory. Everything else goes through. */
export class FaultyBroker implements Broker {
  readonly #broker: MemoryBroker;
  readonly #options: FaultyBrokerOptions;
  readonly #late: (readonly OutgoingRecord[])[] = [];
  /** How often each fault was felt. A fault that could not be felt, as half of one partition, is not counted. */
  readonly felt = new Map<BrokerFault | 'refused' | 'arrived-late', number>();

  constructor(broker: MemoryBroker, options: FaultyBrokerOptions) {
    this.#broker = broker;
    this.#options = options;
  }

  async send(records: readonly OutgoingRecord[], { timeoutMs }: { readonly timeoutMs: number }): Promise<void> {
    await this.#arrivals(this.#options.fraction());
    const parts = [...Map.groupBy(records, (record) => keyOf(this.#broker.placeOf(record))).values()];
    await this.#refuse(parts);
    const fault = this.#options.fault();
    if (fault === undefined) return this.#broker.send(records);
    if (fault === 'lost-ack') await this.#broker.send(records);
    if (fault === 'late-append') this.#late.push(...parts);
    if (fault === 'partial') await this.#storeSome(parts);
    else this.#feel(fault);
    if (fault === 'late-append' || fault === 'timeout') throw new TookTooLong('sending to the broker', timeoutMs);
    throw new Error(errors[fault]);
  }

  /** Whatever is on its way arrives. */
  async settle(): Promise<void> {
    while (this.#late.length > 0) await this.#arrivals(0);
  }

  join(group: { name: string; topics: readonly string[] }, reader: Reader): Membership {
    return this.#broker.join(group, reader);
  }

  topic(name: string): Promise<TopicFacts> {
    return this.#broker.topic(name);
  }

  read(place: Place, range: { from: bigint; to: bigint }): Promise<Excerpt> {
    return this.#broker.read(place, range);
  }

  range(place: Place): Promise<{ first: bigint; next: bigint }> {
    return this.#broker.range(place);
  }

  forget(group: string): Promise<'forgotten' | 'unknown'> {
    return this.#broker.forget(group);
  }

  clusterId(): Promise<string> {
    return this.#broker.clusterId();
  }

  close(): Promise<void> {
    return this.#broker.close();
  }

  /** Batches are stored whole or not at all; those of other partitions may be stored although one is refused. */
  async #refuse(parts: readonly (readonly OutgoingRecord[])[]): Promise<void> {
    const isRefused = (part: readonly OutgoingRecord[]) => part.some((one) => this.#options.refuses?.(one));
    if (!parts.some(isRefused)) return;
    for (const part of parts) {
      if (!isRefused(part) && this.#options.fraction() < 0.5) await this.#broker.send(part);
    }
    this.#feel('refused');
    throw new RecordRefused('the record is too large');
  }

  async #storeSome(parts: readonly (readonly OutgoingRecord[])[]): Promise<void> {
    const stored = parts.filter(() => this.#options.fraction() < 0.5);
    for (const part of stored) await this.#broker.send(part);
    this.#feel(stored.length > 0 && stored.length < parts.length ? 'partial' : 'not-leader');
  }

  /** Requests of different connections arrive in any sequence. */
  async #arrivals(luck: number): Promise<void> {
    if (this.#late.length === 0 || luck >= 0.5) return;
    const [part] = this.#late.splice(Math.floor(luck * 2 * this.#late.length), 1);
    await this.#broker.send(part!);
    this.#feel('arrived-late');
  }

  #feel(fault: BrokerFault | 'refused' | 'arrived-late'): void {
    this.felt.set(fault, (this.felt.get(fault) ?? 0) + 1);
  }
}

const errors = {
  'lost-ack': 'the connection was cut before the answer came',
  partial: 'NOT_LEADER_OR_FOLLOWER: this server is not the leader of some of these partitions',
  'not-leader': 'NOT_LEADER_OR_FOLLOWER: this server is not the leader of these partitions',
} as const;
