import type { WorkEngine } from '@holdfast/work';
import { keyOf, type Batch, type Broker, type Membership, type Place, type Reader } from '../broker/broker.ts';
import { realChance, type Chance } from '../chance.ts';
import { silentLog, type Log } from '../log.ts';
import { realTime, type Time } from '../time.ts';
import { ByteBudget } from './byte-budget.ts';
import type { ConsumerStore, ParkedCounts } from './consumer-store.ts';
import { Handlers, type Handler } from './handler.ts';
import { PlaceReader, type Waiting } from './place-reader.ts';
import { ordinarySettings, type ConsumerSettings, type Reading } from './reading.ts';
import { Tending } from './tending.ts';

export interface ConsumerOptions {
  /** `<service>.<what-for>`; also the name of the group. */
  readonly name: string;
  readonly handlers: readonly Handler[];
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handlers' business
  readonly engine: WorkEngine<any>;
  readonly store: ConsumerStore;
  readonly broker: Broker;
  readonly log?: Log;
  /** The broker answers and yet nothing is heard: the process should end, and be started again. */
  readonly onDead?: (reason: string) => void;
  readonly settings?: Partial<ConsumerSettings>;
  readonly time?: Time;
  readonly chance?: Chance;
}

/** How a consumer is doing. */
export interface ConsumerHealth {
  readonly consumer: string;
  /** `joining` while the broker is away, or the group is dealing. */
  readonly state: 'joining' | 'member' | 'stopped';
  /** Why it is no member of its group, if something went wrong. */
  readonly error?: string;
  /** How many records of undeclared types were passed over. */
  readonly skipped: number;
  /** The places that wait after a failure that is no message's; the others go on. */
  readonly waiting: readonly Waiting[];
  /** What is parked in the places of this member. */
  readonly parked: ParkedCounts;
}

/**
 * Runs the handlers of one consumer: each message has its effect once, in the sequence of its subject, whatever is
 * delivered again, and whoever else believes to own the same partition. Messages that arrive together share a transaction.
 * One that cannot be handled holds its key, and no other, until it can or a person has decided.
 */
export class Consumer {
  readonly #options: ConsumerOptions;
  readonly #reading: Reading;
  readonly #tending: Tending;
  #membership: Membership | undefined;
  #readers = new Map<string, PlaceReader>();
  #skipped = 0;
  #stopped = false;
  #comparing = false;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#reading = readingOf(options, (types) => (this.#skipped += types.length));
    this.#tending = new Tending(
      this.#reading,
      () => this.#readers,
      (reason) => this.#dead(reason),
    );
  }

  /** Joins the group and goes on until `stop`, for as long as the process lives. Never throws. */
  start(): void {
    const group = { name: this.#options.name, topics: this.#reading.handlers.topics };
    if (this.#membership) return;
    this.#membership = this.#options.broker.join(group, this.#reader());
    this.#tending.start();
  }

  /** Ends what is in hand, then leaves the group, so that others need not wait for this member to be missed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#tending.stop();
    await this.#membership?.leave();
    const readers = [...this.#readers.values()];
    this.#deal([]);
    await Promise.all(readers.map((reader) => reader.idle()));
  }

  health(): ConsumerHealth {
    const waiting = [...this.#readers.values()].flatMap((reader) => reader.waiting() ?? []);
    const error = this.#membership?.trouble;
    return {
      consumer: this.#options.name,
      state: this.#state(),
      ...(error !== undefined && { error }),
      skipped: this.#skipped,
      waiting,
      parked: this.#tending.parked,
    };
  }

  #state(): ConsumerHealth['state'] {
    if (this.#stopped) return 'stopped';
    return this.#membership?.isMember ? 'member' : 'joining';
  }

  #reader(): Reader {
    return {
      assigned: (places) => this.#deal(places),
      batch: async (batch: Batch) => (await this.#readers.get(keyOf(batch))?.batch(batch)) ?? 'unfinished',
      heard: () => void this.#compareIdle(),
      dead: (reason) => this.#dead(reason),
    };
  }

  #dead(reason: string): void {
    this.#reading.log.warn({ consumer: this.#options.name, reason }, 'this process cannot mend its consumer');
    this.#options.onDead?.(reason);
  }

  #deal(places: readonly Place[]): void {
    for (const reader of this.#readers.values()) reader.end();
    // Also places that were ours before are claimed anew: between two deals somebody else may have had them.
    this.#readers = new Map(
      places.map((place) => [keyOf(place), new PlaceReader(place, this.#reading, this.#membership!)]),
    );
    for (const reader of this.#readers.values()) reader.begin();
  }

  async #compareIdle(): Promise<void> {
    if (this.#comparing) return;
    const comparisons = new Map([...this.#readers].flatMap(([key, reader]) => entry(key, reader.comparison())));
    if (comparisons.size === 0) return;
    this.#comparing = true;
    try {
      const rows = await this.#reading.store.positions(this.#options.name);
      for (const [key, compare] of comparisons) compare(rows.find((row) => keyOf(row) === key));
    } catch (error) {
      this.#reading.log.debug({ err: error, consumer: this.#options.name }, 'positions could not be compared');
    } finally {
      this.#comparing = false;
    }
  }
}

function readingOf(options: ConsumerOptions, skipped: Reading['skipped']): Reading {
  const { name: consumer, engine, store, broker, log = silentLog, time = realTime, chance = realChance } = options;
  const settings = { ...ordinarySettings, ...options.settings };
  const handlers = new Handlers(options.handlers);
  const budget = new ByteBudget(settings.bytesInHand);
  return { consumer, handlers, engine, store, broker, log, settings, time, chance, budget, skipped };
}

function entry<T>(key: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[key, value]];
}
