import { Consumer, ListOffsetTimestamps } from '@platformatic/kafka';
import { defaultMaxBytesPerPartition, waits, type KafkaOptions } from '../kafka-options.ts';
import { kafkaNameIn } from '../refused-for-good.ts';
import { clientOptions } from './client-options.ts';
import { fetchedOf, type Fetched } from './fetched.ts';

/**
 * Fetches from one partition, over a connection of its own: Kafka answers the requests of one connection one after the
 * other, so a fetch that waits for records would hold up heartbeats, and the fetches of other places.
 *
 * It asks by itself rather than through the client's stream. A stream keeps its own offsets, cannot be told to go elsewhere,
 * and ends for good after some failed fetches; here a failed fetch is a failed fetch.
 */
export class PlaceFetcher {
  readonly #topic: string;
  readonly #partition: number;
  readonly #maxBytes: number;
  readonly #client: Consumer;

  constructor(options: KafkaOptions, { topic, partition }: { topic: string; partition: number }) {
    this.#topic = topic;
    this.#partition = partition;
    this.#maxBytes = options.maxBytesPerPartition ?? defaultMaxBytesPerPartition;
    // It joins no group. The client wants a name of one all the same, and sends it nowhere.
    this.#client = new Consumer({ ...clientOptions(options), groupId: options.clientId, metadataMaxAge: 60_000 });
    this.#client.topics.track(topic);
  }

  /** Comes back empty after a moment if there is nothing. Of an offset outside the log: the log's beginning. */
  async fetch(from: bigint): Promise<Fetched & { readonly from: bigint }> {
    try {
      return { from, ...(await this.#ask(from)) };
    } catch (error) {
      if (kafkaNameIn(error) !== 'OFFSET_OUT_OF_RANGE') throw error;
      const first = await this.#first();
      return { from: first, ...(await this.#ask(first)) };
    }
  }

  async close(): Promise<void> {
    await this.#client.close(true).catch(() => undefined);
  }

  async #ask(from: bigint): Promise<Fetched> {
    const metadata = await this.#client.metadata({ topics: [this.#topic], autocreateTopics: false });
    const topic = metadata.topics.get(this.#topic)!;
    const wanted = {
      partition: this.#partition,
      fetchOffset: from,
      partitionMaxBytes: this.#maxBytes,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
    };
    const { responses } = await this.#client.fetch({
      node: topic.partitions[this.#partition]!.leader,
      topics: [{ topicId: topic.id, partitions: [wanted] }],
      maxWaitTime: waits.fetchMs,
      minBytes: 1,
      maxBytes: this.#maxBytes,
    });
    const batches = responses
      .flatMap(({ partitions }) => partitions)
      .filter(({ partitionIndex }) => partitionIndex === this.#partition)
      .flatMap(({ records }) => records ?? []);
    return fetchedOf(batches, from);
  }

  async #first(): Promise<bigint> {
    const offsets = await this.#client.listOffsets({
      topics: [this.#topic],
      partitions: { [this.#topic]: [this.#partition] },
      timestamp: ListOffsetTimestamps.EARLIEST,
    });
    return offsets.get(this.#topic)![this.#partition]!;
  }
}
