import { backoffMs, messageOfError, Rest } from '@holdfast/work';
import type { Broker } from '../broker/broker.ts';
import { realChance, type Chance } from '../chance.ts';
import { silentLog, type Log } from '../log.ts';
import { realTime, type Time } from '../time.ts';
import { LeaseTooShort } from './lease-too-short.ts';
import { nextStep, sendLimitMs, type Step } from './next-step.ts';
import { ordinaryRelaySettings, type RelaySettings } from './relay-settings.ts';
import type { Look, RelayStore } from './relay-store.ts';
import { Sending, type Sent, type Term } from './sending.ts';

export interface RelayOptions {
  readonly service: string;
  readonly store: RelayStore;
  readonly broker: Broker;
  readonly log?: Log;
  readonly settings?: Partial<RelaySettings>;
  readonly time?: Time;
  readonly chance?: Chance;
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

/** What became of a turn. After `sent` and `refused` there may be more to do at once. */
export type Turn = Sent | 'not-leader';

/**
 * Sends what is committed, lowest ids first, one batch at a time, and deletes exactly what was acknowledged. A crash at
 * any statement loses nothing and may repeat a batch, which the consumers' inbox drops. Of several relays on one outbox
 * only the one that holds the lease sends.
 */
export class Relay {
  // Random for each process start. With a host's name two processes could believe in one lease.
  readonly #owner: string;
  readonly #store: RelayStore;
  readonly #log: Log;
  readonly #settings: RelaySettings;
  readonly #time: Time;
  readonly #chance: Chance;
  readonly #sending: Sending;

  #leader = false;
  #oldestAgeMs: number | undefined;
  #parkedKeys = 0;
  #lastLook: { readonly look: Look; readonly atMs: number } | undefined;
  /** Whether the last turn has left something. */
  #isMore = false;
  #lastStep: Step = 'rest';
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
    this.#store = store;
    this.#log = log;
    this.#settings = { ...ordinaryRelaySettings, ...settings };
    this.#time = time;
    this.#chance = chance;
    this.#owner = chance.uuid();
    this.#sending = new Sending({ service, store, broker, log, time, settings: this.#settings });
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

  /** Sends until nothing is left, a turn fails, another relay has the lease, or the time is over. `empty`: nothing waits to be sent. */
  async flush(withinMs: number): Promise<'empty' | 'left'> {
    const until = this.#time.nowMs() + withinMs;
    while (this.#time.nowMs() < until) {
      const turn = await Promise.race([this.runOnce(), timeOver(until - this.#time.nowMs())]).catch(() => 'failed');
      if (turn === 'nothing') return 'empty';
      // What waits is another relay's to send, and may be there for a while: only an empty look is an empty outbox.
      if (turn === 'not-leader') return this.#oldestAgeMs === undefined ? 'empty' : 'left';
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
    const look = await this.#look();
    const step = nextStep(look, { owner: this.#owner, last: this.#lastStep, leaseMs: this.#settings.leaseMs });
    this.#lastStep = step;
    if (step !== 'rest') return this.#underLease(step, look.isAsked);
    return this.#leader ? 'nothing' : 'not-leader';
  }

  /** Not in each turn while there is more than one turn takes: then it is known that there is something to do. */
  async #look(): Promise<Look> {
    const nowMs = this.#time.nowMs();
    if (this.#lastLook && this.#isMore && nowMs < this.#lastLook.atMs + this.#settings.pollMs)
      return this.#lastLook.look;
    const look = await this.#store.look();
    this.#lastLook = { look, atMs: nowMs };
    this.#oldestAgeMs = look.oldestAgeMs;
    this.#parkedKeys = look.parkedKeys;
    this.#leader = look.holder?.owner === this.#owner;
    return look;
  }

  async #underLease(step: 'rows' | 'released', isAsked: boolean): Promise<Turn> {
    const { leaseMs, batchSize, batchBytes: bytes } = this.#settings;
    const askedAt = this.#time.nowMs();
    this.#isMore = false;
    const limit = step === 'rows' ? batchSize : 1;
    const selection = await this.#store.select(this.#owner, { leaseMs, limit, bytes });
    this.#leader = selection !== undefined;
    if (!selection) return 'not-leader';
    const term: Term = { lease: selection.lease, endsAt: askedAt + leaseMs };
    if (step === 'released') return this.#sending.released(term);
    const chunk = this.#sending.chunkOf(selection.rows);
    this.#isMore = chunk.count < selection.rows.length || selection.rows.length === batchSize;
    if (chunk.count > 0) return this.#sending.rows(term, selection, chunk);
    return isAsked ? this.#sending.released(term) : 'nothing';
  }
}

function timeOver(ms: number): Promise<'failed'> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms), 'failed').unref());
}
