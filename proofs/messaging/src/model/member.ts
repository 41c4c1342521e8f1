import { Consumer, Fatal, type Broker, type ConsumerStore, type Membership } from '@holdfast/messaging';
import type { WorkEngine } from '@holdfast/work';
import { ConnectionLost } from '../consumer-world/open-transactions.ts';
import { TreeGrew } from '../explorer/garden.ts';
import type { Connection } from './model-database.ts';
import type { ModelTime } from './model-time.ts';

/** The border between a member and its database: which of its next operations is the last one, or takes very long. */
export interface Planned {
  readonly operation: number;
  readonly happens: 'dies before' | 'dies after' | { readonly freezesMs: number };
}

export interface MemberOptions {
  readonly consumer: string;
  readonly connection: Connection;
  readonly broker: Broker;
  readonly time: ModelTime;
  readonly tokens: () => string;
  readonly whenDead: () => void;
}

/** A process with the production consumer in it. It may die or freeze at any operation of its database. */
export class Member {
  readonly #options: MemberOptions;
  readonly #consumer: Consumer;
  #planned: Planned | undefined;
  #isDead = false;
  #asleep: Promise<void> | undefined;

  constructor(options: MemberOptions) {
    const { consumer: name, connection } = (this.#options = options);
    const real = (ms: number) => options.time.ms(ms);
    this.#consumer = new Consumer({
      name,
      handlers: [{ consumer: name, need: TreeGrew, run: ({ number }, { grows }) => grows(`e${number}`) }],
      engine: this.#engine(),
      store: this.#guarded(connection.store),
      broker: this.#deaf(options.broker),
      time: { nowMs: () => Date.now(), after: (ms, run) => after(ms, () => this.#awake(run)) },
      chance: { fraction: () => 0.5, uuid: options.tokens },
      settings: {
        batch: { records: 3, bytes: 1_000_000 },
        retry: { firstMs: real(100), longestMs: real(2_000) },
        backoff: { firstMs: real(20), longestMs: real(500) },
        maxAgeMs: real(20_000),
        lookMs: real(50),
      },
    });
    this.#consumer.start();
  }

  plan(planned: Planned): void {
    this.#planned = planned;
  }

  /** Leaves in peace. */
  leaves(): void {
    void this.#consumer.stop();
  }

  /** A process is gone at once; its connections break, and the group deals its places to others. */
  dies(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.#options.connection.break();
    void this.#consumer.stop();
    this.#options.whenDead();
  }

  /** Everything that leaves the process passes here. */
  async #through<T>(operation: () => T | Promise<T>): Promise<T> {
    const planned = this.#next();
    if (typeof planned === 'object') await this.#freeze(this.#options.time.ms(planned.freezesMs));
    if (planned === 'dies before') this.dies();
    this.#check();
    const answer = await operation();
    if (planned === 'dies after') this.dies();
    this.#check();
    return answer;
  }

  /** What it has in hand goes on at once when it wakes up. What happened meanwhile it hears a moment later. */
  #freeze(ms: number): Promise<void> {
    const heard = new Promise<void>((resolve) => setTimeout(resolve, ms + newsAfterMs));
    this.#asleep = heard;
    void heard.then(() => this.#asleep === heard && (this.#asleep = undefined));
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  #awake(run: () => void): void {
    if (this.#asleep) void this.#asleep.then(() => this.#awake(run));
    else run();
  }

  /** A broker whose news a frozen process does not hear, so that it does not know that its places are another's. */
  #deaf(broker: Broker): Broker {
    let unheard = 0;
    const join: Broker['join'] = (group, reader) => {
      const membership = broker.join(group, {
        assigned: (places) => {
          unheard += 1;
          this.#awake(() => ((unheard -= 1), reader.assigned(places)));
        },
        batch: (batch) => new Promise((resolve) => this.#awake(() => resolve(reader.batch(batch)))),
        heard: () => this.#awake(() => reader.heard()),
        dead: (reason) => reader.dead(reason),
      });
      // Whoever has not heard of a deal speaks of the one before, which the broker does not listen to any more.
      const readFrom: Membership['readFrom'] = (...given) => void (unheard === 0 && membership.readFrom(...given));
      return {
        get isMember() {
          return membership.isMember;
        },
        trouble: undefined,
        readFrom,
        hold: (place) => membership.hold(place),
        leave: () => membership.leave(),
      };
    };
    return new Proxy(broker, {
      get: (target, name) => {
        if (name === 'join') return join;
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  }

  #next(): Planned['happens'] | undefined {
    const planned = this.#planned;
    if (!planned) return undefined;
    this.#planned = planned.operation > 0 ? { ...planned, operation: planned.operation - 1 } : undefined;
    return planned.operation > 0 ? undefined : planned.happens;
  }

  #check(): void {
    if (this.#isDead) throw new ConnectionLost();
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handler's business
  #engine(): WorkEngine<any> {
    const { engine } = this.#options.connection;
    const transactTogether: typeof engine.transactTogether = async (body) => {
      const answer = await engine.transactTogether(async (shared) => {
        const given = await body(shared);
        // Dead or frozen before its COMMIT.
        await this.#through(() => {});
        return given;
      });
      // Dead after it: it counts, and nobody is told.
      return this.#through(() => answer);
    };
    return {
      service: engine.service,
      anonymous: engine.anonymous,
      transact: (call, body) => engine.transact(call, body),
      read: (call, body) => engine.read(call, body),
      transactTogether,
    };
  }

  #guarded(store: ConsumerStore): ConsumerStore {
    return new Proxy(store, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => this.#through((): Promise<unknown> => Reflect.apply(member, target, given));
      },
    });
  }
}

/** What a handler throws: it may be tried again, or never. */
export function failing(how: 'for a while' | 'for good'): Error {
  return how === 'for good' ? new Fatal('it cannot be handled') : new Error('it cannot be handled yet');
}

const newsAfterMs = 2;

function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
