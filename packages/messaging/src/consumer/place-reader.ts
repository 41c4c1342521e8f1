import { randomUUID } from 'node:crypto';
import { decode, messageOf } from '@holdfast/contract-kit';
import { backoffMs, messageOfError, type AnyTransaction, type Backoff, type WorkEngine } from '@holdfast/work';
import type { Batch, Broker, IncomingRecord, Membership, Place } from '../broker/broker.ts';
import type { Log } from '../log.ts';
import { cloudEventOf, NoCloudEvent, type CloudEvent } from '../outbox/cloud-event.ts';
import {
  consumerAcknowledged,
  consumerCommitted,
  consumerHandled,
  consumerReceived,
  type ConsumerFacts,
} from '../points.ts';
import { auditEntryOf } from './audit-entry-of.ts';
import { callOf } from './call-of.ts';
import type { ConsumerStore, Position } from './consumer-store.ts';
import { dayOf } from './day-of.ts';
import type { Handler, Handlers } from './handler.ts';
import { OffsetOutOfRange, PlaceLost, TooNew } from './place-lost.ts';

/** What all places of one consumer share. */
export interface Reading {
  readonly consumer: string;
  readonly handlers: Handlers;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handlers' business
  readonly engine: WorkEngine<any>;
  readonly store: ConsumerStore;
  readonly broker: Broker;
  readonly log: Log;
  readonly backoff: Backoff;
  /** A record of a type that nobody declared was passed over. */
  skipped(type: string): void;
}

/** A place that waits because something failed. */
export interface Waiting extends Place {
  /** The record that failed, or else the next one; absent if not even the position could be read. */
  readonly offset?: string;
  readonly failures: number;
  readonly error: string;
}

/**
 * Reads one place for the time of one assignment: claims it, then handles record after record, each in a transaction of
 * its own with its inbox row and the position. Every failure ends the same way: rolled back, silence, a pause, and a new
 * claim, so that the row in the database and not this object says where to go on.
 */
export class PlaceReader {
  readonly place: Place;
  readonly #reading: Reading;
  readonly #membership: Pick<Membership, 'readFrom' | 'hold'>;

  #state: 'claiming' | 'reading' | 'waiting' | 'ended' = 'claiming';
  #token = '';
  /** What the row says: everything below has had its effect. */
  #next: bigint | undefined;
  /** Where the broker goes on. Above `#next` where offsets have gaps. */
  #from = 0n;
  #batches = 0;
  #inHand = 0;
  #failures = 0;
  #error: unknown;
  /** The record in hand, and the one that failed. */
  #at: bigint | undefined;
  #stuckAt: bigint | undefined;
  #pause: NodeJS.Timeout | undefined;

  constructor(place: Place, reading: Reading, membership: Pick<Membership, 'readFrom' | 'hold'>) {
    this.place = place;
    this.#reading = reading;
    this.#membership = membership;
  }

  begin(): void {
    void this.#claim();
  }

  /** The place was dealt anew. What is in hand may still commit, unless its next owner has claimed before. */
  end(): void {
    this.#state = 'ended';
    clearTimeout(this.#pause);
  }

  /** Handles a batch up to its end, or up to where it has to stop. Never rejects. */
  async batch(batch: Batch): Promise<'handled' | 'unfinished'> {
    if (this.#state !== 'reading') return 'unfinished';
    this.#batches += 1;
    this.#inHand += 1;
    try {
      if (!(await this.#handleAll(batch))) return 'unfinished';
    } catch (error) {
      if (!(error instanceof PlaceLost)) this.#stuckAt = this.#at;
      this.#fail(error);
      return 'unfinished';
    } finally {
      this.#inHand -= 1;
    }
    await batch.acknowledge(batch.to);
    consumerAcknowledged.reached(this.#facts(batch.to));
    return 'handled';
  }

  /**
   * Begins a comparison with the row, for a time in which there is nothing to do: after a restore of the database the row
   * is an older one, and only its owner can notice. Undefined while a batch is in hand, whose fence will tell.
   */
  comparison(): ((row: Position | undefined) => void) | undefined {
    if (this.#state !== 'reading' || this.#inHand > 0) return undefined;
    const batches = this.#batches;
    return (row) => {
      if (this.#state !== 'reading' || batches !== this.#batches) return;
      if (row?.token === this.#token && row.nextOffset === this.#next) return;
      this.#fail(
        new PlaceLost(this.place, 'its row in holdfast.consumer_position is not the one that was written last'),
      );
    };
  }

  /** Present while this place waits after a failure. */
  waiting(): Waiting | undefined {
    if (this.#error === undefined) return undefined;
    const error = messageOfError(this.#error);
    const offset = this.#stuckAt ?? this.#next;
    return { ...this.place, ...(offset !== undefined && { offset: String(offset) }), failures: this.#failures, error };
  }

  async #claim(): Promise<void> {
    this.#state = 'claiming';
    try {
      const token = randomUUID();
      const next = await this.#takeOver(token);
      // Dealt to somebody else meanwhile. Our claim has fenced them out, so they fail once and claim again.
      if (this.#hasEnded()) return;
      this.#token = token;
      this.#next = next;
      this.#from = next;
      // A record that failed is still to be tried, so its error stays until it is behind us. Any other trouble is over.
      if (this.#stuckAt === undefined || this.#stuckAt < next) this.#clearError();
      this.#state = 'reading';
      this.#membership.readFrom(this.place, next);
    } catch (error) {
      this.#fail(error);
    }
  }

  async #takeOver(token: string): Promise<bigint> {
    const { broker, store, consumer } = this.#reading;
    const [clusterId, range] = await Promise.all([broker.clusterId(), broker.range(this.place)]);
    const next = await store.claim(consumer, this.place, { token, clusterId, first: range.first });
    if (next < range.first || next > range.next) throw new OffsetOutOfRange(this.place, { next, range });
    return next;
  }

  async #handleAll(batch: Batch): Promise<boolean> {
    if (batch.from !== this.#from)
      throw new PlaceLost(this.place, `the broker went on at ${batch.from}, not at ${this.#from}`);
    for (const record of batch.records) {
      if (batch.isStale() || this.#state !== 'reading') return false;
      await this.#take(record);
    }
    if (this.#next! < batch.to) await this.#passOver(batch.to);
    this.#from = batch.to;
    return true;
  }

  async #take(record: IncomingRecord): Promise<void> {
    // Had its effect in the part of this batch that was handled before it was interrupted.
    if (record.offset < this.#next!) return;
    this.#at = record.offset;
    const type = record.headers['ce_type'];
    // By its type alone: what is not for us may be a tombstone, or lack what we would need.
    if (type && this.#reading.handlers.verdictOn(type) === 'undeclared') return this.#reading.skipped(type);
    const event = cloudEventOf(record);
    const verdict = this.#reading.handlers.verdictOn(event.type);
    if (typeof verdict === 'string') throw new TooNew(event.type);
    await this.#handle(record, event, verdict);
    this.#next = record.offset + 1n;
    this.#failures = 0;
    this.#clearError();
  }

  async #handle(record: IncomingRecord, event: CloudEvent, handler: Handler): Promise<void> {
    const { consumer, engine, store } = this.#reading;
    const facts = this.#facts(record.offset, event.id);
    consumerReceived.reached(facts);
    if (event.operator && messageOf(handler.need).kind === 'event') throw new NoCloudEvent([factOfAnOperator]);
    const data = decode(handler.need, record.value!);
    // #region one-transaction
    await engine.transact(callOf(event, consumer), async ({ trx, scope }) => {
      const seen = await store.record(trx, { consumer, messageId: event.id, day: dayOf(event.id, event.time) });
      // A repeat has had its effect, in a transaction that was committed as a whole. Only the position moves on.
      if (seen === 'new') await this.#haveEffect(event, { trx, run: () => handler.run(data, scope) });
      await this.#moveOn(trx, record.offset + 1n);
      consumerHandled.reached(facts);
    });
    // #endregion
    consumerCommitted.reached(facts);
  }

  /** The audit row first: whatever the handler asks for by itself, it is a person's doing that is written down already. */
  async #haveEffect(event: CloudEvent, { trx, run }: { trx: AnyTransaction; run: () => unknown }): Promise<void> {
    const entry = auditEntryOf(event, this.#reading.consumer);
    if (entry) await this.#reading.store.audit(trx, entry);
    await run();
  }

  async #passOver(to: bigint): Promise<void> {
    const call = {
      actor: { id: `consumer:${this.#reading.consumer}`, roles: [] },
      correlationId: this.#token,
      traceparent: '',
    };
    await this.#reading.engine.transact(call, ({ trx }) => this.#moveOn(trx, to));
    this.#next = to;
  }

  async #moveOn(trx: Parameters<ConsumerStore['advance']>[0], to: bigint): Promise<void> {
    const step = { token: this.#token, from: this.#next!, to };
    const moved = await this.#reading.store.advance(trx, this.#reading.consumer, this.place, step);
    if (moved === 'fenced')
      throw new PlaceLost(this.place, `somebody else has claimed it, or moved it away from ${step.from}`);
  }

  #fail(error: unknown): void {
    if (this.#hasEnded()) return;
    this.#state = 'waiting';
    this.#failures += 1;
    this.#error = error;
    this.#membership.hold(this.place);
    const pauseMs = backoffMs(this.#failures, this.#reading.backoff);
    this.#reading.log.warn(
      { err: error, consumer: this.#reading.consumer, ...this.waiting(), pauseMs },
      'a partition waits',
    );
    this.#pause = setTimeout(() => void this.#claim(), pauseMs);
  }

  #clearError(): void {
    this.#error = undefined;
    this.#stuckAt = undefined;
  }

  #hasEnded(): boolean {
    return this.#state === 'ended';
  }

  #facts(offset: bigint, messageId?: string): ConsumerFacts {
    const { consumer } = this.#reading;
    return { consumer, ...this.place, offset: String(offset), ...(messageId !== undefined && { messageId }) };
  }
}

const factOfAnOperator = 'an operator says it, and a fact is said by the service whose it is';
