import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { backoffMs, messageOfError, Rest, type Backoff } from '@holdfast/work';
import type { Broker } from '../broker/broker.ts';
import { silentLog, type Log } from '../log.ts';
import { relayAcked, relayDeleted, relaySelected, type RelayFacts } from '../points.ts';
import { firstWithin, nextStep, sendLimitMs, type RelayTimes } from './next-step.ts';
import type { RelayStore, Selection, WaitingRow } from './relay-store.ts';

export interface RelayOptions {
  readonly service: string;
  readonly store: RelayStore;
  readonly broker: Broker;
  readonly log?: Log;
  readonly settings?: Partial<RelaySettings>;
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
  /** Why the last turn failed; absent when it did not. */
  readonly error?: string;
}

/** What became of a turn. */
export type Turn = 'sent' | 'nothing' | 'not-leader' | 'lease-lost';

/**
 * Sends what is committed, lowest ids first, one batch at a time, and deletes exactly what was acknowledged. A crash at
 * any statement loses nothing and may repeat a batch, which the consumers' inbox drops. Of several relays on one outbox
 * only the one that holds the lease sends.
 */
export class Relay {
  // Random for each process start. With a host's name two processes could believe in one lease.
  readonly #owner = randomUUID();
  readonly #service: string;
  readonly #store: RelayStore;
  readonly #broker: Broker;
  readonly #log: Log;
  readonly #settings: RelaySettings;

  #leader = false;
  #oldestAgeMs: number | undefined;
  #error: string | undefined;
  #inHand: Promise<unknown> = Promise.resolve();
  #loop: Promise<void> | undefined;
  readonly #rest = new Rest();

  constructor({ service, store, broker, log = silentLog, settings = {} }: RelayOptions) {
    this.#service = service;
    this.#store = store;
    this.#broker = broker;
    this.#log = log;
    this.#settings = { ...defaults, ...settings };
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
    const until = performance.now() + withinMs;
    while (performance.now() < until) {
      const turn = await Promise.race([this.runOnce(), timeOver(until - performance.now())]).catch(() => 'failed');
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
        if (turn !== 'sent') await this.#rest.untilWoken(this.#settings.pollMs);
      } catch (error) {
        failures += 1;
        this.#log.warn({ err: error, failures }, 'the relay could not send and tries again');
        // Not woken by commits: whoever commits a lot must not make a broker that is away be asked without a pause.
        await this.#rest.whole(backoffMs(failures, this.#settings.backoff));
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
    this.#leader = look.holder?.owner === this.#owner;
    if (nextStep(look, this.#owner, this.#settings) === 'turn') return this.#underLease();
    return this.#leader ? 'nothing' : 'not-leader';
  }

  async #underLease(): Promise<Turn> {
    const { leaseMs, batchSize } = this.#settings;
    const askedAt = performance.now();
    const selection = await this.#store.select(this.#owner, { leaseMs, limit: batchSize });
    this.#leader = selection !== undefined;
    if (!selection) return 'not-leader';
    if (selection.rows.length === 0) return 'nothing';
    return this.#send(selection, leaseMs - (performance.now() - askedAt));
  }

  async #send({ lease, rows: selected }: Selection, leftMs: number): Promise<Turn> {
    const rows = firstWithin(selected, this.#settings.batchBytes);
    const facts: RelayFacts = {
      service: this.#service,
      epoch: String(lease.epoch),
      messageIds: rows.map((row) => row.messageId),
    };
    relaySelected.reached(facts);
    const timeoutMs = sendLimitMs(leftMs, this.#settings);
    if (timeoutMs === 0) return 'lease-lost';
    // #region send-and-delete
    await this.#broker.send(rows.map(recordOf), { timeoutMs });
    relayAcked.reached(facts);
    // A crash between these two sends the batch again. The consumers' inbox makes that harmless.
    const removed = await this.#store.remove(lease, rows);
    if (removed === 'lease-lost') return 'lease-lost';
    relayDeleted.reached(facts);
    return 'sent';
    // #endregion
  }
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

function recordOf({ topic, key, headers, payload }: WaitingRow) {
  return { topic, key, headers, value: payload };
}

function timeOver(ms: number): Promise<'failed'> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms), 'failed').unref());
}
