import type { Consumer, GroupAssignment } from '@platformatic/kafka';
import { silentLog, type Log } from '../../log.ts';
import { keyOf, type Membership, type Place, type Reader } from '../broker.ts';
import { waits, type KafkaOptions } from '../kafka-options.ts';
import type { Names } from '../kafka-names.ts';
import { Rejoining, type Ending } from '../rejoining.ts';
import { watchOver } from '../silence.ts';
import { pause, within } from '../within.ts';
import type { Fetched } from './fetched.ts';
import { groupClient } from './group-client.ts';
import { PartitionWatch } from './partition-watch.ts';
import { PlaceCursor } from './place-cursor.ts';

export interface Joining {
  readonly options: KafkaOptions;
  readonly names: Names;
  readonly group: { readonly name: string; readonly topics: readonly string[] };
  readonly reader: Reader;
  /** Whether a broker answers; rejects if not. */
  ask(): Promise<unknown>;
  /** How many partitions the topics have. */
  partitions(): Promise<number>;
}

/** Membership in one group: one client for the group, and one for each place that is read. */
export class PlatformaticMembership implements Membership {
  readonly #in: Joining;
  readonly #log: Log;
  readonly #rejoining: Rejoining;
  #client: Consumer | undefined;
  #member = false;
  /** The places that are being read; a place that is read anew has another cursor. */
  #cursors = new Map<string, PlaceCursor>();
  /** What of each place is still in hand: its batches come one at a time, whoever owned the place meanwhile. */
  readonly #inHand = new Map<string, Promise<void>>();

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
    if (!this.#member) return;
    const key = keyOf(place);
    this.hold(place);
    const cursor = new PlaceCursor(
      {
        options: this.#in.options,
        place: { ...place, topic: this.#in.names.out(place.topic) },
        take: (self, fetched) => this.#take(self, place, fetched),
        failed: (error) => this.#failed(error, place),
      },
      { from: offset, after: this.#inHand.get(key) ?? Promise.resolve() },
    );
    this.#cursors.set(key, cursor);
    this.#inHand.set(key, cursor.done);
  }

  hold(place: Place): void {
    this.#cursors.get(keyOf(place))?.end();
    this.#cursors.delete(keyOf(place));
  }

  leave(): Promise<void> {
    for (const cursor of this.#cursors.values()) cursor.end();
    return this.#rejoining.leave();
  }

  /** One client, from its making to its end. */
  async #session(left: Promise<void>): Promise<Ending> {
    const { options, names, group, reader, ask, partitions } = this.#in;
    const ended = Promise.withResolvers<unknown>();
    void left.then(ended.resolve);
    const watch = watchOver({ group: group.name, options, reader, ask });
    const count = new PartitionWatch({ everyMs: waits.topicsMs, count: partitions, changed: ended.resolve });
    const client = groupClient(
      options,
      { group: names.out(group.name), topics: group.topics.map(names.out) },
      {
        heard: () => {
          if (this.#client !== client) return;
          watch.heard();
          reader.heard();
        },
        joined: (assignments) => void (this.#client === client && this.#dealt(assignments)),
        ended: ended.resolve,
      },
    );
    this.#client = client;
    this.#begin(client, count).catch(ended.resolve);
    const reason = await ended.promise;
    watch.stop();
    count.stop();
    const joined = this.#member;
    await this.#abandon(client);
    return { reason, joined };
  }

  async #begin(client: Consumer, count: PartitionWatch): Promise<void> {
    // Joining repeats each of its questions for as long as a frozen broker may take; this one is asked once, and says why.
    await this.#in.ask();
    await count.begin();
    if (!this.#rejoining.hasLeft) await client.joinGroup();
  }

  async #abandon(client: Consumer): Promise<void> {
    this.#client = undefined;
    this.#member = false;
    this.#endAll();
    try {
      // What is in hand first: whoever gets our places next should find them as far as we came.
      await within(waits.leaveMs, 'ending what is in hand', Promise.all(this.#inHand.values()));
      await within(waits.leaveMs, 'leaving the group', client.close(true));
    } catch (error) {
      this.#log.debug(
        { err: error, consumer: this.#in.group.name },
        'the group was not left; it will miss this member',
      );
    }
    this.#inHand.clear();
  }

  #endAll(): void {
    for (const cursor of this.#cursors.values()) cursor.end();
    this.#cursors = new Map();
  }

  #dealt(assignments: readonly GroupAssignment[]): void {
    this.#member = true;
    this.#endAll();
    const { names, reader } = this.#in;
    reader.assigned(
      assignments.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic: names.in(topic), partition })),
      ),
    );
  }

  async #take(
    cursor: PlaceCursor,
    place: Place,
    { from, records, next }: Fetched & { readonly from: bigint },
  ): Promise<'handled' | 'unfinished'> {
    return this.#in.reader.batch({
      ...place,
      from,
      to: next,
      records,
      isStale: () => cursor.hasEnded,
      acknowledge: (offset) => this.#acknowledge(place, offset),
    });
  }

  async #acknowledge(place: Place, offset: bigint): Promise<void> {
    const offsets = [{ topic: this.#in.names.out(place.topic), partition: place.partition, offset, leaderEpoch: -1 }];
    try {
      // Not outside a membership: it would join the group to be able to do it.
      if (this.#client?.isActive()) await this.#client.commit({ offsets });
    } catch (error) {
      this.#log.debug({ err: error, ...place }, 'the broker was not told how far we are');
    }
  }

  /** The next fetch asks for the leader anew. Whether the broker is silent altogether, the heartbeats tell. */
  async #failed(error: unknown, place: Place): Promise<void> {
    this.#log.debug({ err: error, ...place }, 'a fetch failed and is repeated');
    await pause(refetchMs, new Promise(() => {}));
  }
}

const refetchMs = 200;
