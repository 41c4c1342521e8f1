import { RecordRefused, type Broker, type OutgoingRecord } from '../broker/broker.ts';
import type { Log } from '../log.ts';
import { relayAcked, relayDeleted, relayParked, relayReleased, relaySelected, type RelayFacts } from '../points.ts';
import type { Time } from '../time.ts';
import { sendSpan } from '../tracing/messaging-spans.ts';
import { afterAck, afterRefusal, firstChunk, sendLimitMs, type Chunk } from './next-step.ts';
import { NoTimeToSend } from './no-time-to-send.ts';
import { recordOf, recordOfParked } from './record-of.ts';
import type { RelaySettings } from './relay-settings.ts';
import type { Lease, ParkedRow, RelayStore, Selection, WaitingRow } from './relay-store.ts';

/** What became of a send. `refused`: the broker wants less at once, or a key is parked now; there is more to do. */
export type Sent = 'sent' | 'refused' | 'nothing' | 'lease-lost';

/** The lease as this turn has taken it, and until when it is safe to believe in it. */
export interface Term {
  readonly lease: Lease;
  /** Counted from before it was asked for. */
  readonly endsAt: number;
}

/** What a relay sends with. */
export interface SendingOptions {
  readonly service: string;
  readonly store: RelayStore;
  readonly broker: Broker;
  readonly log: Log;
  readonly settings: RelaySettings;
  readonly time: Time;
}

/** Sends one batch under a lease, and writes down what became of it. */
export class Sending {
  readonly #options: SendingOptions;
  /** How many rows to send at once: fewer for a while after the broker has refused something among them. */
  #most: number;

  constructor(options: SendingOptions) {
    this.#options = options;
    this.#most = options.settings.batchSize;
  }

  /** What of a selection is to be sent at once. */
  chunkOf<R extends WaitingRow>(rows: readonly R[]): Chunk<R> {
    return firstChunk(rows, { most: this.#most, bytes: this.#options.settings.batchBytes });
  }

  /** The first chunk of a selection. */
  async rows(term: Term, selection: Selection, { count, toSend }: Chunk): Promise<Sent> {
    const facts = this.#facts(term, toSend);
    relaySelected.reached(facts);
    // #region send-and-delete
    if (toSend.length > 0) {
      const sent = await this.#handOver(term, toSend.map(recordOf));
      if (sent instanceof RecordRefused) return this.#refused(term, toSend, sent);
      relayAcked.reached(facts);
    }
    // A crash between these two sends the batch again. The consumers' inbox makes that harmless.
    const concluded = await this.#options.store.conclude(selection, count);
    if (concluded === 'lease-lost') return concluded;
    // Nothing was changed, so the next turn selects the same rows again and sees them without their marks.
    if (concluded === 'marks-gone') return 'refused';
    relayDeleted.reached(facts);
    return 'sent';
    // #endregion
  }

  /**
   * Which of them is meant nobody knows, unless there is only one. That one is held back with its key *before* anything
   * later is sent.
   */
  async #refused({ lease }: Term, rows: readonly WaitingRow[], { message }: RecordRefused): Promise<Sent> {
    this.#most = afterRefusal(rows.length);
    const [row] = rows;
    if (!row || rows.length > 1) return 'refused';
    const parked = await this.#options.store.park(lease, row, message);
    if (parked === 'lease-lost') return parked;
    this.#tellParked(lease, row, message);
    return 'refused';
  }

  /** The parked rows of keys that an operator has released, in their sequence. Marks without rows go as well. */
  async released(term: Term): Promise<Sent> {
    const found = await this.#options.store.released(term.lease, {
      limit: this.#most,
      bytes: this.#options.settings.batchBytes,
    });
    if (found === 'lease-lost') return found;
    const { toSend: rows } = this.chunkOf(found);
    if (rows.length > 0) {
      const sent = await this.#handOver(term, rows.map(recordOfParked));
      if (sent instanceof RecordRefused) return this.#refusedAgain(term, rows, sent);
      relayReleased.reached(this.#facts(term, rows));
    }
    const concluded = await this.#options.store.concludeReleased(term.lease, rows);
    return concluded === 'lease-lost' ? concluded : 'sent';
  }

  async #refusedAgain({ lease }: Term, rows: readonly ParkedRow[], { message }: RecordRefused): Promise<Sent> {
    this.#most = afterRefusal(rows.length);
    const [row] = rows;
    if (!row || rows.length > 1) return 'refused';
    const parked = await this.#options.store.parkAgain(lease, row, message);
    if (parked === 'lease-lost') return parked;
    this.#tellParked(lease, row, message);
    return 'refused';
  }

  /** One send, the only one in flight, whose answer is here while the lease still is. Throws {@link NoTimeToSend}. */
  async #handOver(term: Term, records: readonly OutgoingRecord[]): Promise<'sent' | RecordRefused> {
    const { time, settings, broker } = this.#options;
    const leftMs = term.endsAt - time.nowMs();
    const timeoutMs = sendLimitMs(leftMs, settings);
    if (timeoutMs === 0) throw new NoTimeToSend(leftMs, settings);
    const span = sendSpan(records.map(tracedOf));
    try {
      await span.run(() => broker.send(records, { timeoutMs }));
    } catch (error) {
      span.end(error);
      if (error instanceof RecordRefused) return error;
      throw error;
    }
    span.end();
    this.#most = afterAck(this.#most, settings.batchSize);
    return 'sent';
  }

  #tellParked(lease: Lease, row: WaitingRow, reason: string): void {
    const { topic, key, messageId } = row;
    this.#options.log.warn(
      { topic, key, messageId, reason },
      'the broker refuses a message for good: its key is parked',
    );
    relayParked.reached({ service: this.#options.service, epoch: String(lease.epoch), messageIds: [messageId] });
  }

  #facts({ lease }: Term, rows: readonly WaitingRow[]): RelayFacts {
    const messageIds = rows.map(({ messageId }) => messageId);
    return { service: this.#options.service, epoch: String(lease.epoch), messageIds };
  }
}

function tracedOf({ topic, key, headers }: OutgoingRecord) {
  return { topic, key, id: headers['ce_id'] ?? '', traceparent: headers['traceparent'] ?? '' };
}
