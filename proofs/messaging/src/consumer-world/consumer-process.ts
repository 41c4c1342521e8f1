import {
  Consumer,
  type Batch,
  type Broker,
  type ConsumerStore,
  type Membership,
  type Reader,
} from '@holdfast/messaging';
import { memoryEngine, type MemoryTransaction } from '@holdfast/work/testing';
import type { AnyTransaction, WorkEngine } from '@holdfast/work';
import { Actor, type Words } from '../explorer/actor.ts';
import { ActorTime } from '../explorer/actor-time.ts';
import { running } from '../explorer/pause.ts';
import { TreeGrew } from '../explorer/garden.ts';
import type { Step } from '../explorer/world.ts';
import { ConnectionLost, OpenTransactions } from './open-transactions.ts';
import { eventOfId, place, recordOf, type Logged } from './place-log.ts';

export interface ConsumerProcessOptions {
  readonly name: string;
  readonly store: ConsumerStore;
  readonly log: readonly Logged[];
  /** The most records of one fetch. */
  readonly fetch: number;
  /** The handler, up to what happens at the commit. */
  readonly handle: (event: string, trx: MemoryTransaction) => void;
  readonly disconnects?: { readonly isPossible: () => boolean; readonly uses: () => void };
  /** Looks for what is parked and for replays. */
  readonly isTending: boolean;
  /** Hears heartbeats. */
  readonly hasHeartbeats: boolean;
  /** Nothing is held back. */
  readonly isFree?: boolean;
}

/** A process with the production consumer in it, and its membership in the group. */
export class ConsumerProcess extends Actor {
  readonly #options: ConsumerProcessOptions;
  readonly #time: ActorTime;
  readonly #transactions = new OpenTransactions();
  #reader: Reader | undefined;
  #deal = 0;
  #owns = false;
  /** Where the broker goes on; undefined while the place is held. */
  #cursor: bigint | undefined;
  #inHand = 0;
  #tokens = 0;
  #losesAnswer = false;
  #hasLooked = false;

  constructor(options: ConsumerProcessOptions) {
    const { disconnects, name } = options;
    super(
      name,
      disconnects ? [{ name: 'which fails', ...disconnects, happens: async () => this.#disconnected() }] : [],
    );
    this.#options = options;
    this.#time = new ActorTime((ms) => nameOfTimer(ms, options));
    new Consumer({
      name: 'garden.growth',
      handlers: [{ consumer: 'garden.growth', need: TreeGrew, run: ({ number }, { grows }) => grows(`e${number}`) }],
      engine: this.#engine(),
      store: options.isFree ? options.store : this.#held(options.store),
      broker: this.#broker(),
      time: this.#time,
      chance: { fraction: () => 0, uuid: () => `${this.name}#${++this.#tokens}` },
      settings: { quickTries: 1, lookMs, handlerMs },
    }).start();
  }

  get owns(): boolean {
    return this.#owns;
  }

  /** The group says what is ours. What was in hand is stale from here on. */
  isDealt(owns: boolean): void {
    this.#deal += 1;
    this.#owns = owns;
    this.#cursor = undefined;
    running.run(this, () => this.#reader!.assigned(owns ? [place] : []));
  }

  override crashes(): void {
    super.crashes();
    this.#transactions.break();
  }

  /** The database is another one: what was open there is gone. */
  loses(): void {
    // It does not know yet, and yet it is not the same as before: what it does next fails.
    if (this.#transactions.isAny) this.hears('its transaction is gone');
    this.#transactions.break();
  }

  /** Whether nothing is in hand here. */
  get isResting(): boolean {
    return !this.isAlive || (this.isIdle && this.#inHand === 0 && !this.#transactions.isAny);
  }

  override steps(): Step[] {
    if (!this.isAlive) return [];
    this.#forgetIfIdle();
    const timers = this.#timers().map(({ name, take }) => ({ name: `${this.name}: ${name}`, take }));
    return [...super.steps(), ...this.#lostCommits(), ...this.#fetches(), ...this.#heartbeats(), ...timers];
  }

  /** What it knows besides what it has heard. */
  key(): string {
    if (!this.isAlive) return 'dead';
    this.#forgetIfIdle();
    const timers = this.#timers().map(({ name }) => name);
    const token = `${this.name}#${this.#tokens}`;
    return [this.heard, this.#owns, String(this.#cursor), this.#inHand, timers.join(), token].join('|');
  }

  /** Between two pieces of work it knows its token, its position and what it waits for, all of which `key` says. */
  #forgetIfIdle(): void {
    if (!this.isResting) return;
    this.forgets();
    this.#hasLooked = false;
  }

  /** While something is in hand it looks around once and not again and again: a bound, so that there is an end. */
  #timers(): Step[] {
    const looking = ({ name, take }: Step) => ({
      name,
      take: () => ((this.#hasLooked = true), running.run(this, take)),
    });
    return this.#time
      .steps()
      .filter(({ name }) => name !== lookAround || !this.#hasLooked)
      .map((step) => (step.name === lookAround ? looking(step) : step));
  }

  #disconnected(): ConnectionLost {
    this.#options.disconnects?.uses();
    return new ConnectionLost();
  }

  /** A COMMIT that counts, and whoever asked for it hears of a broken connection. */
  #lostCommits(): Step[] {
    const commit = super.steps().find(({ name }) => name === `${this.name}: commit`);
    if (!commit || !this.#options.disconnects?.isPossible()) return [];
    const take = () => {
      this.#losesAnswer = true;
      commit.take();
    };
    return [{ name: `${this.name}: commit, whose answer is lost`, take }];
  }

  #heartbeats(): Step[] {
    if (!this.#options.hasHeartbeats || !this.isIdle || this.#inHand > 0) return [];
    return [{ name: `${this.name}: heartbeat`, take: () => running.run(this, () => this.#reader!.heard()) }];
  }

  #fetches(): Step[] {
    const from = this.#cursor;
    if (from === undefined || this.#inHand > 0 || Number(from) >= this.#options.log.length) return [];
    return [{ name: `${this.name}: fetch from ${from}`, take: () => void running.run(this, () => this.#fetch(from)) }];
  }

  async #fetch(from: bigint): Promise<void> {
    const end = Math.min(this.#options.log.length, Number(from) + this.#options.fetch);
    const records = this.#options.log.slice(Number(from), end).map((one, index) => recordOf(one, Number(from) + index));
    const deal = this.#deal;
    const batch: Batch = {
      ...place,
      from,
      to: BigInt(end),
      records,
      isStale: () => deal !== this.#deal,
      acknowledge: async () => undefined,
    };
    this.#inHand += 1;
    this.hears(`batch ${from}-${end}`);
    const outcome = await this.#reader!.batch(batch);
    this.#inHand -= 1;
    if (outcome === 'handled' && deal === this.#deal && this.#cursor === from) this.#cursor = batch.to;
  }

  #broker(): Broker {
    const { log } = this.#options;
    const membership: Membership = {
      isMember: true,
      trouble: undefined,
      readFrom: (_, offset) => void (this.#owns && (this.#cursor = offset)),
      hold: () => void (this.#cursor = undefined),
      leave: async () => undefined,
    };
    return {
      join: (_, reader) => ((this.#reader = reader), membership),
      clusterId: async () => 'memory',
      range: async () => ({ first: 0n, next: BigInt(log.length) }),
      topic: async () => ({ partitions: 1 }),
      read: async (_, { from, to }) => ({
        records: log.slice(Number(from), Number(to)).map((one, index) => recordOf(one, Number(from) + index)),
        next: to,
      }),
    } as Pick<Broker, 'join' | 'clusterId' | 'range' | 'topic' | 'read'> as Broker;
  }

  /** The production engine in memory, whose commits are held back. */
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handler's business
  #engine(): WorkEngine<any> {
    const { handle, isFree } = this.#options;
    const parts = (trx: MemoryTransaction) => ({ grows: (event: string) => handle(event, trx) });
    const engine = memoryEngine({ service: 'garden', parts });
    const transactTogether: typeof engine.transactTogether = async (body) => {
      const answer = await engine.transactTogether(async (shared) => {
        this.#transactions.begins(shared.trx);
        const given = await body(shared);
        if (!isFree) await this.call('commit', () => this.#transactions.check(shared.trx));
        return given;
      });
      if (!this.#losesAnswer) return answer;
      this.#losesAnswer = false;
      throw this.#disconnected();
    };
    return { ...engine, transactTogether };
  }

  #held(store: ConsumerStore): ConsumerStore {
    const held = this.holding(store, words);
    return new Proxy(held, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function' || !inTransaction.has(String(method))) return member;
        return async (trx: AnyTransaction, ...given: unknown[]) => {
          this.#transactions.check(trx);
          const answer = await Promise.allSettled([(member as InTransaction)(trx, ...given)]);
          this.#transactions.check(trx);
          if (answer[0].status === 'rejected') throw answer[0].reason;
          return answer[0].value;
        };
      },
    });
  }
}

type InTransaction = (...given: unknown[]) => unknown;

const inTransaction = new Set<string>([
  'advance',
  'record',
  'heldKeys',
  'park',
  'takeFirst',
  'putOff',
  'bury',
  'replayed',
]);

const words: Words<ConsumerStore> = {
  claim: () => 'claim',
  positions: () => 'read positions',
  advance: (_, __, ___, { from, to }) => (from === to ? `hold ${from}` : `move from ${from} to ${to}`),
  record: (_, consumer, seen) =>
    `record ${seen.map(({ messageId }) => eventOfId(messageId)).join(' ')}${consumer.includes('+') ? ' for the replay' : ''}`,
  heldKeys: () => 'read held keys',
  takeFirst: (_, __, ___, key) => `take the first of ${key}`,
  due: () => 'look for due keys',
  replays: () => 'look for replays',
};

const lookAround = 'look around';
const lookMs = 7;
const handlerMs = 13;

function nameOfTimer(ms: number, { isTending }: ConsumerProcessOptions): string | undefined {
  if (ms === handlerMs || (ms === lookMs && !isTending)) return undefined;
  return ms === lookMs ? lookAround : 'end of its pause';
}
