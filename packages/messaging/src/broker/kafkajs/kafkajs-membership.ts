import type { Consumer, EachBatchPayload } from 'kafkajs';
import { silentLog, type Log } from '../../log.ts';
import { keyOf, type Membership, type Place, type Reader } from '../broker.ts';
import type { Names } from '../kafka-names.ts';
import { heartbeatMs, waits, type KafkaOptions } from '../kafka-options.ts';
import { Rejoining, type Ending } from '../rejoining.ts';
import { watchOver } from '../silence.ts';
import { within } from '../within.ts';
import { Beating } from './beating.ts';
import { beginningOf, cursorAt, recordOf, type Cursor } from './cursor.ts';
import { groupConsumer } from './group-consumer.ts';

export interface Joining {
  readonly options: KafkaOptions;
  readonly names: Names;
  readonly group: { readonly name: string; readonly topics: readonly string[] };
  readonly reader: Reader;
  /** Whether a broker answers; rejects if not. */
  ask(): Promise<unknown>;
}

/**
 * Membership in one group. In some failures a kafkajs consumer ends for good and says so only in an event; then a new one
 * is made.
 */
export class KafkajsMembership implements Membership {
  readonly #in: Joining;
  readonly #log: Log;
  readonly #rejoining: Rejoining;
  #consumer: Consumer | undefined;
  #member = false;
  /** The places that were dealt to us and are being read; replaced when the group deals anew. */
  #cursors = new Map<string, Cursor>();

  constructor(joining: Joining) {
    this.#in = joining;
    this.#log = joining.options.log ?? silentLog;
    this.#rejoining = new Rejoining({
      group: joining.group.name,
      reader: joining.reader,
      log: this.#log,
      session: (left) => this.#session(left),
    });
  }

  get isMember(): boolean {
    return this.#member;
  }

  get trouble(): string | undefined {
    return this.#member ? undefined : this.#rejoining.trouble;
  }

  readFrom(place: Place, offset: bigint): void {
    const topic = this.#in.names.out(place.topic);
    this.#cursors.set(keyOf(place), cursorAt(offset));
    this.#tell((consumer) => consumer.seek({ topic, partition: place.partition, offset: String(offset) }));
    this.#tell((consumer) => consumer.resume([{ topic, partitions: [place.partition] }]));
  }

  hold(place: Place): void {
    this.#cursors.delete(keyOf(place));
    this.#tell((consumer) =>
      consumer.pause([{ topic: this.#in.names.out(place.topic), partitions: [place.partition] }]),
    );
  }

  leave(): Promise<void> {
    return this.#rejoining.leave();
  }

  /** One kafkajs consumer, from its making to its end. */
  async #session(left: Promise<void>): Promise<Ending> {
    const { group, names, options, reader, ask } = this.#in;
    const ended = Promise.withResolvers<unknown>();
    void left.then(ended.resolve);
    const watch = watchOver({ group: group.name, options, reader, ask });
    // One that was abandoned may come to life again.
    const isCurrent = () => this.#consumer === consumer;
    const consumer = groupConsumer(options, names.out(group.name), {
      crashed: ended.resolve,
      heard: () => {
        if (!isCurrent()) return;
        watch.heard();
        reader.heard();
      },
      joined: (assignment) => {
        if (!isCurrent()) return;
        watch.heard();
        this.#dealt(assignment);
      },
      showedNothing: (batch) => void (isCurrent() && this.#showedNothing(batch)),
    });
    const begun = this.#begin(consumer);
    begun.catch(ended.resolve);
    const reason = await ended.promise;
    watch.stop();
    const joined = this.#member;
    await this.#abandon(consumer, begun);
    return { reason, joined };
  }

  async #begin(consumer: Consumer): Promise<void> {
    const { ask, names, group } = this.#in;
    // kafkajs tries for minutes without listening to us, so it is let loose only where a broker answers.
    await ask();
    if (this.#rejoining.hasLeft) return;
    this.#consumer = consumer;
    await consumer.connect();
    // Offsets come from the rows. This is for a row that points outside the log: from the earliest record on, the reader
    // is given a batch that does not begin where it asked, and notices; at the end of the log it would be given nothing.
    await consumer.subscribe({ topics: group.topics.map(names.out), fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 4,
      eachBatch: async (payload) => {
        if (this.#consumer === consumer) await this.#batch(payload);
      },
    });
  }

  async #abandon(consumer: Consumer, begun: Promise<void>): Promise<void> {
    this.#consumer = undefined;
    this.#member = false;
    // One that is still beginning does not listen when it is told to stop, and would join the group afterwards.
    const left = begun.catch(() => {}).then(() => consumer.disconnect());
    try {
      await within(waits.leaveMs, 'leaving the group', left);
    } catch (error) {
      this.#log.debug(
        { err: error, consumer: this.#in.group.name },
        'the group was not left; it will miss this member',
      );
    }
    this.#cursors.clear();
  }

  #dealt(assignment: Record<string, number[]>): void {
    this.#member = true;
    this.#cursors = new Map();
    // Before kafkajs fetches anything: it would fetch from the offset that the broker remembers, and we would drop that.
    const parts = Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions }));
    this.#tell((consumer) => consumer.pause(parts));
    const { names, reader } = this.#in;
    reader.assigned(
      parts.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic: names.in(topic), partition }))),
    );
  }

  async #batch({ batch, isStale, isRunning, resolveOffset, heartbeat, ...told }: EachBatchPayload): Promise<void> {
    const place = { topic: this.#in.names.in(batch.topic), partition: batch.partition };
    const cursor = this.#cursors.get(keyOf(place));
    // Nobody has asked for this place, or it was fetched before somebody asked to read it from elsewhere.
    if (!cursor || isStale()) return;
    const isOurs = () => this.#cursors.get(keyOf(place)) === cursor;
    const beating = new Beating(heartbeat, heartbeatMs(this.#in.options) / 2);
    const to = BigInt(batch.lastOffset()) + 1n;
    const outcome = await this.#in.reader.batch({
      ...place,
      from: beginningOf(batch, cursor),
      to,
      records: batch.messages.map(recordOf),
      isStale: () => this.#rejoining.hasLeft || !isRunning() || beating.hasFailed || !isOurs(),
      acknowledge: async (next) => {
        const partitions = [{ partition: batch.partition, offset: String(next) }];
        const topics = [{ topic: batch.topic, partitions }];
        await told.commitOffsetsIfNecessary({ topics }).catch((error: unknown) => {
          this.#log.debug({ err: error, ...place }, 'the broker was not told how far we are');
        });
      },
    });
    if (outcome === 'handled' && isOurs()) {
      this.#cursors.set(keyOf(place), cursorAt(to));
      resolveOffset(batch.lastOffset());
    }
    // kafkajs sends one more heartbeat now; if the group deals anew it learns that from it, and joins again.
    beating.stop();
  }

  #showedNothing({ topic, partition, lastOffset }: { topic: string; partition: number; lastOffset: string }): void {
    const key = keyOf({ topic: this.#in.names.in(topic), partition });
    const cursor = this.#cursors.get(key);
    if (cursor) this.#cursors.set(key, { ...cursor, emptyUpTo: BigInt(lastOffset) + 1n });
  }

  /** kafkajs throws when it is told something while it ends; the next deal brings everything up to date. */
  #tell(something: (consumer: Consumer) => void): void {
    try {
      if (this.#consumer) something(this.#consumer);
    } catch (error) {
      this.#log.debug({ err: error, consumer: this.#in.group.name }, 'the consumer is ending');
    }
  }
}
