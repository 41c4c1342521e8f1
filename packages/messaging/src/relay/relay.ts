import { backoffMs, messageOfError, Rest, type Backoff } from '@holdfast/work';
import { RecordRefused, type Broker, type OutgoingRecord } from '../broker/broker.ts';
import { realChance, type Chance } from '../chance.ts';
import { silentLog, type Log } from '../log.ts';
import { relayAcked, relayDeleted, relayParked, relayReleased, relaySelected, type RelayFacts } from '../points.ts';
import { realTime, type Time } from '../time.ts';
import { sendSpan } from '../tracing/messaging-spans.ts';
import { afterAck, afterRefusal, firstChunk, nextStep, sendLimitMs, type Chunk, type RelayTimes } from './next-step.ts';
import { recordOf, recordOfParked } from './record-of.ts';
import type { Lease, ParkedRow, RelayStore, Selection, WaitingRow } from './relay-store.ts';

export interface RelayOptions {
  readonly service: string;
  readonly store: RelayStore;
  readonly broker: Broker;
  readonly log?: Log;
  readonly settings?: Partial<RelaySettings>;
  readonly time?: Time;
  readonly chance?: Chance;
}

export interface RelaySettings extends RelayTimes {
  /** The most rows of one turn. */
  readonly batchSize: number;
  /** The most bytes of one send: a broker refuses a batch of more than a megabyte for one partition, whole. */
  readonly batchBytes: number;
  /** How often to look when nobody calls `wake`. */
  readonly pollMs: number;
  readonly backoff: Backoff;
}

/** How a relay is doing. `leader` as of its last look. */
export interface RelayHealth {
  readonly leader: boolean;
  readonly oldestAgeMs?: number;
  /** How many keys are held back, because the broker has refused one of their messages for good. */
  readonly parkedKeys: number;
  /** Why the last turn failed; absent when it did not. */
  readonly error?: string;
}

/** What became of a turn. `refused`: the broker wants less at once, or a key is parked now; there is more to do. */
export type Turn = 'sent' | 'refused' | 'nothing' | 'not-leader' | 'lease-lost';

/**
 * Sends what is committed, lowest ids first, one batch at a time, and deletes exactly what was acknowledged. A crash at
 * any statement loses nothing and may repeat a batch, which the consumers' inbox drops. Of several relays on one outbox
 * only the one that holds the lease sends.
 */
export class Relay {
  // Random for each process start. With a host's name two processes could believe in one lease.
  readonly #owner: string;
  readonly #service: string;
  readonly #store: RelayStore;
  readonly #broker: Broker;
  readonly #log: Log;
  readonly #settings: RelaySettings;
  readonly #time: Time;
  readonly #chance: Chance;

  #leader = false;
  #oldestAgeMs: number | undefined;
  #parkedKeys = 0;
  /** How many rows to send at once: fewer for a while after the broker has refused something among them. */
  #most: number;
  #error: string | undefined;
  #inHand: Promise<unknown> = Promise.resolve();
  #loop: Promise<void> | undefined;
  readonly #rest = new Rest();

  constructor({
    service,
    store,
    broker,
    log = silentLog,
    settings = {},
    time = realTime,
    chance = realChance,
  }: RelayOptions) {
    this.#service = service;
    this.#store = store;
    this.#broker = broker;
    this.#log = log;
    this.#settings = { ...defaults, ...settings };
    this.#time = time;
    this.#chance = chance;
    this.#owner = chance.uuid();
    this.#most = this.#settings.batchSize;
    const { leaseMs, sendMs } = this.#settings;
    if (sendLimitMs(leaseMs, this.#settings) === 0) throw new LeaseTooShort({ leaseMs, sendMs });
  }

  /** Sends in the background until `stop`. Failures are waited out, and shown in `health`. */
  start(): void {
    this.#loop ??= this.#run();
  }

  /** Something was committed: look now. Cheap, and may be called at any time. */
  wake(): void {
    this.#rest.wake();
  }

  health(): RelayHealth {
    return {
      leader: this.#leader,
      parkedKeys: this.#parkedKeys,
      ...(this.#oldestAgeMs !== undefined && { oldestAgeMs: Math.round(this.#oldestAgeMs) }),
      ...(this.#error !== undefined && { error: this.#error }),
    };
  }

  /** One turn: at most one batch, sent and deleted. Turns never overlap, whoever asks for them. Rejects if it failed. */
  runOnce(): Promise<Turn> {
    const turn = this.#inHand.then(() => this.#turn());
    this.#inHand = turn.catch(() => {});
    return turn;
  }

  /** Sends until nothing is left, until a turn fails, or until the time is over. Says whether this outbox is empty for us. */
  async flush(withinMs: number): Promise<'empty' | 'left'> {
    const until = this.#time.nowMs() + withinMs;
    while (this.#time.nowMs() < until) {
      const turn = await Promise.race([this.runOnce(), timeOver(until - this.#time.nowMs())]).catch(() => 'failed');
      if (turn === 'nothing' || turn === 'not-leader') return 'empty';
      if (turn === 'failed') return 'left';
    }
    return 'left';
  }

  /** Ends the turn in hand and gives the lease back. */
  async stop(): Promise<void> {
    this.#rest.stop();
    await this.#loop;
    await this.#inHand;
    await this.#store.release(this.#owner).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the relay could not give its lease back: the next one waits it out');
    });
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#rest.isStopped;) {
      this.#rest.turnBegins();
      try {
        const turn = await this.runOnce();
        failures = 0;
        if (turn !== 'sent' && turn !== 'refused') await this.#rest.untilWoken(this.#settings.pollMs);
      } catch (error) {
        failures += 1;
        this.#log.warn({ err: error, failures }, 'the relay could not send and tries again');
        // Not woken by commits: whoever commits a lot must not make a broker that is away be asked without a pause.
        await this.#rest.whole(backoffMs(failures, this.#settings.backoff, this.#chance.fraction()));
      }
    }
  }

  async #turn(): Promise<Turn> {
    try {
      const turn = await this.#lookAndSend();
      this.#error = undefined;
      return turn;
    } catch (error) {
      this.#error = messageOfError(error);
      throw error;
    }
  }

  async #lookAndSend(): Promise<Turn> {
    const look = await this.#store.look();
    this.#oldestAgeMs = look.oldestAgeMs;
    this.#parkedKeys = look.parkedKeys;
    this.#leader = look.holder?.owner === this.#owner;
    if (nextStep(look, this.#owner, this.#settings) === 'turn') return this.#underLease(look.isAsked);
    return this.#leader ? 'nothing' : 'not-leader';
  }

  async #underLease(isAsked: boolean): Promise<Turn> {
    const { leaseMs, batchSize, batchBytes } = this.#settings;
    const askedAt = this.#time.nowMs();
    const selection = await this.#store.select(this.#owner, { leaseMs, limit: batchSize });
    this.#leader = selection !== undefined;
    if (!selection) return 'not-leader';
    const term: Term = { lease: selection.lease, endsAt: askedAt + leaseMs };
    const chunk = firstChunk(selection.rows, { most: this.#most, bytes: batchBytes });
    const turn = chunk.count > 0 ? await this.#send(term, selection, chunk) : 'nothing';
    if (!isAsked || turn === 'lease-lost') return turn;
    const released = await this.#sendReleased(term);
    return released === 'nothing' ? turn : released;
  }

  async #send(term: Term, selection: Selection, { count, toSend }: Chunk): Promise<Turn> {
    const facts = this.#facts(term, toSend);
    relaySelected.reached(facts);
    // #region send-and-delete
    if (toSend.length > 0) {
      const sent = await this.#handOver(term, toSend.map(recordOf));
      if (sent === 'lease-lost') return sent;
      if (sent instanceof RecordRefused) return this.#refused(term, toSend, sent);
      relayAcked.reached(facts);
    }
    // A crash between these two sends the batch again. The consumers' inbox makes that harmless.
    const concluded = await this.#store.conclude(selection, count);
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
  async #refused({ lease }: Term, rows: readonly WaitingRow[], { message }: RecordRefused): Promise<Turn> {
    this.#most = afterRefusal(rows.length);
    const [row] = rows;
    if (!row || rows.length > 1) return 'refused';
    const parked = await this.#store.park(lease, row, message);
    if (parked === 'lease-lost') return parked;
    this.#tellParked(lease, row, message);
    return 'refused';
  }

  /** The parked rows of keys that an operator has released, in their sequence. Marks without rows go as well. */
  async #sendReleased(term: Term): Promise<Turn> {
    const found = await this.#store.released(term.lease, this.#most);
    if (found === 'lease-lost') return found;
    const { toSend: rows } = firstChunk(found, { most: this.#most, bytes: this.#settings.batchBytes });
    if (rows.length > 0) {
      const sent = await this.#handOver(term, rows.map(recordOfParked));
      if (sent === 'lease-lost') return sent;
      if (sent instanceof RecordRefused) return this.#refusedAgain(term, rows, sent);
      relayReleased.reached(this.#facts(term, rows));
    }
    const concluded = await this.#store.concludeReleased(term.lease, rows);
    return concluded === 'lease-lost' ? concluded : 'sent';
  }

  async #refusedAgain({ lease }: Term, rows: readonly ParkedRow[], { message }: RecordRefused): Promise<Turn> {
    this.#most = afterRefusal(rows.length);
    const [row] = rows;
    if (!row || rows.length > 1) return 'refused';
    const parked = await this.#store.parkAgain(lease, row, message);
    if (parked === 'lease-lost') return parked;
    this.#tellParked(lease, row, message);
    return 'refused';
  }

  /** One send, the only one in flight, if its answer can be here while the lease still is. */
  async #handOver(term: Term, records: readonly OutgoingRecord[]): Promise<'sent' | 'lease-lost' | RecordRefused> {
    const timeoutMs = sendLimitMs(term.endsAt - this.#time.nowMs(), this.#settings);
    if (timeoutMs === 0) return 'lease-lost';
    const span = sendSpan(records.map(tracedOf));
    try {
      await span.run(() => this.#broker.send(records, { timeoutMs }));
    } catch (error) {
      span.end(error);
      if (error instanceof RecordRefused) return error;
      throw error;
    }
    span.end();
    this.#most = afterAck(this.#most, this.#settings.batchSize);
    return 'sent';
  }

  #tellParked(lease: Lease, row: WaitingRow, reason: string): void {
    const { topic, key, messageId } = row;
    this.#log.warn({ topic, key, messageId, reason }, 'the broker refuses a message for good: its key is parked');
    relayParked.reached({ service: this.#service, epoch: String(lease.epoch), messageIds: [messageId] });
  }

  #facts({ lease }: Term, rows: readonly WaitingRow[]): RelayFacts {
    const messageIds = rows.map(({ messageId }) => messageId);
    return { service: this.#service, epoch: String(lease.epoch), messageIds };
  }
}

/** The lease as this turn has taken it, and until when it is safe to believe in it. */
interface Term {
  readonly lease: Lease;
  /** Counted from before it was asked for. */
  readonly endsAt: number;
}

/** A lease under which nothing could ever be sent. */
export class LeaseTooShort extends Error {
  readonly code = 'lease-too-short';

  constructor({ leaseMs, sendMs }: RelayTimes) {
    super(`A send of ${sendMs} ms does not fit into a lease of ${leaseMs} ms: a tenth of it is kept for deleting.`);
  }
}

const defaults: RelaySettings = {
  leaseMs: 5_000,
  sendMs: 3_000,
  batchSize: 500,
  batchBytes: 512 * 1024,
  pollMs: 100,
  backoff: { firstMs: 100, longestMs: 2_000 },
};

function tracedOf({ topic, key, headers }: OutgoingRecord) {
  return { topic, key, id: headers['ce_id'] ?? '', traceparent: headers['traceparent'] ?? '' };
}

function timeOver(ms: number): Promise<'failed'> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms), 'failed').unref());
}
