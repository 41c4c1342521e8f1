import {
  keyOf,
  RecordRefused,
  TopicMissing,
  type Batch,
  type Broker,
  type Excerpt,
  type IncomingRecord,
  type Membership,
  type OutgoingRecord,
  type Place,
  type Reader,
  type TopicFacts,
} from '../broker/broker.ts';

/** How a {@link MemoryBroker} is opened. */
export interface MemoryBrokerOptions {
  readonly partitions?: number;
  readonly clusterId?: string;
  /** The topics that there are; any topic when absent. */
  readonly topics?: readonly string[];
  /** The most bytes of one value. */
  readonly maxBytes?: number;
}

/**
 * A broker in this process, for tests. It deals anew at once, without waiting for batches in hand, so that whoever reads
 * from it meets the late owner that Kafka shows only now and then.
 */
export class MemoryBroker implements Broker {
  readonly #partitions: number;
  readonly #clusterId: string;
  readonly #topics: readonly string[] | undefined;
  readonly #maxBytes: number;
  readonly #logs = new Map<string, IncomingRecord[]>();
  readonly #groups = new Map<string, MemoryMembership[]>();
  /** Set it to let everything fail, as if the broker were away. */
  away = false;
  /** How many batches were handed to readers. */
  delivered = 0;

  constructor({ partitions = 3, clusterId = 'memory', topics, maxBytes = Infinity }: MemoryBrokerOptions = {}) {
    this.#partitions = partitions;
    this.#clusterId = clusterId;
    this.#topics = topics;
    this.#maxBytes = maxBytes;
  }

  async send(records: readonly OutgoingRecord[]): Promise<void> {
    this.#answer();
    for (const { topic, value } of records) {
      if (this.#isMissing(topic)) throw new RecordRefused(new TopicMissing(topic).message);
      if (sizeOf(value) > this.#maxBytes) throw new RecordRefused('the record is too large');
    }
    for (const { topic, key, headers, value } of records) {
      const place = this.placeOf({ topic, key });
      const offset = this.#next(place);
      this.log(place).push({ offset, key, timestamp: new Date(), headers, value });
    }
    for (const member of [...this.#groups.values()].flat()) member.pump();
  }

  join({ name, topics }: { name: string; topics: readonly string[] }, reader: Reader): Membership {
    const group = this.#groups.get(name) ?? [];
    this.#groups.set(name, group);
    const member = new MemoryMembership({ broker: this, reader, topics, left: () => this.#leave(group, member) });
    group.push(member);
    queueMicrotask(() => this.#deal(group));
    return member;
  }

  async topic(name: string): Promise<TopicFacts> {
    this.#answer();
    if (this.#isMissing(name)) throw new TopicMissing(name);
    return { partitions: this.#partitions };
  }

  async read(place: Place, { from, to }: { from: bigint; to: bigint }): Promise<Excerpt> {
    this.#answer();
    const all = this.log(place).filter(({ offset }) => offset >= from && offset < to);
    const records = all.slice(0, 100);
    return { records, next: records.length < all.length ? records.at(-1)!.offset + 1n : to };
  }

  async range(place: Place): Promise<{ first: bigint; next: bigint }> {
    this.#answer();
    return { first: this.log(place)[0]?.offset ?? this.#next(place), next: this.#next(place) };
  }

  async forget(name: string): Promise<'forgotten' | 'unknown'> {
    this.#answer();
    const members = this.#groups.get(name);
    if (members && members.length > 0) throw new Error(`the group ${name} has members`);
    return this.#groups.delete(name) ? 'forgotten' : 'unknown';
  }

  async clusterId(): Promise<string> {
    this.#answer();
    return this.#clusterId;
  }

  async close(): Promise<void> {
    for (const member of [...this.#groups.values()].flat()) await member.leave();
  }

  /** Where a record of this key lies. */
  placeOf({ topic, key }: { readonly topic: string; readonly key: string }): Place {
    return { topic, partition: partitionOf(key, this.#partitions) };
  }

  /** The records of a place, to look at and to tamper with. */
  log(place: Place): IncomingRecord[] {
    const log = this.#logs.get(keyOf(place)) ?? [];
    this.#logs.set(keyOf(place), log);
    return log;
  }

  /** Every record of a topic. */
  records(topic: string): IncomingRecord[] {
    return Array.from({ length: this.#partitions }, (_, partition) => this.log({ topic, partition })).flat();
  }

  #isMissing(topic: string): boolean {
    return this.#topics !== undefined && !this.#topics.includes(topic);
  }

  #next(place: Place): bigint {
    return (this.log(place).at(-1)?.offset ?? -1n) + 1n;
  }

  #answer(): void {
    if (this.away) throw new Error('the broker is away');
  }

  #leave(group: MemoryMembership[], member: MemoryMembership): void {
    group.splice(group.indexOf(member), 1);
    this.#deal(group);
  }

  #deal(group: readonly MemoryMembership[]): void {
    const topics = [...new Set(group.flatMap((member) => member.topics))];
    const places = topics.flatMap((topic) =>
      Array.from({ length: this.#partitions }, (_, partition) => ({ topic, partition })),
    );
    group.forEach((member, mine) => member.deal(places.filter((_, index) => index % group.length === mine)));
  }
}

class MemoryMembership implements Membership {
  isMember = false;
  readonly trouble = undefined;
  readonly topics: readonly string[];
  readonly #broker: MemoryBroker;
  readonly #reader: Reader;
  readonly #left: () => void;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #inHand = new Map<string, Promise<void>>();
  #deals = 0;
  #hasLeft = false;
  #cursors = new Map<string, { place: Place; at: bigint | undefined }>();

  constructor({
    broker,
    reader,
    topics,
    left,
  }: {
    broker: MemoryBroker;
    reader: Reader;
    topics: readonly string[];
    left: () => void;
  }) {
    this.#broker = broker;
    this.#reader = reader;
    this.topics = topics;
    this.#left = left;
    this.#heartbeat = setInterval(() => !broker.away && reader.heard(), 20).unref();
  }

  deal(places: readonly Place[]): void {
    this.#deals += 1;
    this.isMember = true;
    this.#cursors = new Map(places.map((place) => [keyOf(place), { place, at: undefined }]));
    this.#reader.assigned(places);
  }

  readFrom(place: Place, offset: bigint): void {
    if (!this.#cursors.has(keyOf(place))) return;
    this.#cursors.set(keyOf(place), { place, at: offset });
    this.pump();
  }

  hold(place: Place): void {
    if (this.#cursors.has(keyOf(place))) this.#cursors.set(keyOf(place), { place, at: undefined });
  }

  async leave(): Promise<void> {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.isMember = false;
    clearInterval(this.#heartbeat);
    await Promise.all(this.#inHand.values());
    this.#left();
    this.#reader.assigned([]);
  }

  pump(): void {
    for (const [key, cursor] of this.#cursors) {
      if (cursor.at === undefined || this.#inHand.has(key) || this.#hasLeft) continue;
      const log = this.#broker.log(cursor.place);
      const from = beginningIn(log, cursor.at);
      const records = log.filter(({ offset }) => offset >= from).slice(0, 100);
      if (records.length > 0) this.#inHand.set(key, this.#deliver(key, cursor, { from, records }));
    }
  }

  async #deliver(
    key: string,
    cursor: { place: Place; at: bigint | undefined },
    { from, records }: Pick<Batch, 'from' | 'records'>,
  ): Promise<void> {
    this.#broker.delivered += 1;
    const deals = this.#deals;
    const batch: Batch = {
      ...cursor.place,
      from,
      to: records.at(-1)!.offset + 1n,
      records,
      isStale: () => this.#hasLeft || deals !== this.#deals,
      acknowledge: async () => {},
    };
    const outcome = await this.#reader.batch(batch);
    if (outcome === 'handled' && this.#cursors.get(key) === cursor) cursor.at = batch.to;
    this.#inHand.delete(key);
    setImmediate(() => this.pump());
  }
}

/** An offset outside the log is answered with the beginning of the log, as by Kafka's client. */
function beginningIn(log: readonly IncomingRecord[], asked: bigint): bigint {
  const first = log[0]?.offset ?? asked;
  const next = (log.at(-1)?.offset ?? asked) + 1n;
  return asked < first || asked > next ? first : asked;
}

function partitionOf(key: string, partitions: number): number {
  return [...Buffer.from(key)].reduce((sum, byte) => (sum * 31 + byte) % 65_521, 7) % partitions;
}

/** Tests send tombstones as well, which no service of ours does. */
function sizeOf(value: Uint8Array | null): number {
  return value?.byteLength ?? 0;
}
