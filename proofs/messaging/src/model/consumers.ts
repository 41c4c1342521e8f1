import type { Place } from '@holdfast/messaging';
import { MemoryBroker } from '@holdfast/messaging/testing';
import type { Anomaly } from '../explorer/world.ts';
import { consumerAnomalies } from '../consumer-world/consumer-anomalies.ts';
import type { Effects } from '../consumer-world/effects.ts';
import { loggedIn, place as one, recordOf, type Logged } from '../consumer-world/place-log.ts';
import { failing, Member } from './member.ts';
import { nothingStored, type ModelDatabase, type Stored } from './model-database.ts';
import type { ModelTime } from './model-time.ts';

export type Slot = 0 | 1 | 2;

/** What the consumers live in. */
export interface World {
  readonly database: ModelDatabase;
  readonly time: ModelTime;
  /** For how long everything may take to come to its end, in the time of the model. */
  readonly patienceMs: number;
}

/** Members of one group, their database and their broker, and what became of every event. */
export class Consumers {
  readonly broker = new MemoryBroker({ partitions: 2 });
  readonly seen = {
    deaths: 0,
    effects: 0,
    repeats: 0,
    parked: 0,
    dead: 0,
    released: 0,
    dropped: 0,
    replays: 0,
    again: 0,
  };
  readonly #world: World;
  readonly #database: ModelDatabase;
  readonly #members: (Member | undefined)[] = [undefined, undefined, undefined];
  readonly #logs = new Map<number, Logged[]>();
  readonly #failing = new Map<string, { how: 'for a while' | 'for good'; times: number }>();
  readonly #highest = new Map<number, number>();
  readonly #anomalies: string[] = [];
  readonly #again: string[] = [];
  #stored: Stored = nothingStored;
  #events = 0;
  #tokens = 0;

  constructor(world: World) {
    this.#world = world;
    this.#database = world.database;
  }

  join(slot: Slot): void {
    this.#members[slot] ??= new Member({
      consumer: this.#database.consumer,
      connection: this.#database.connect((event) => this.#mayFail(event)),
      broker: this.broker,
      time: this.#world.time,
      tokens: () => `00000000-0000-4000-8000-${String((this.#tokens += 1)).padStart(12, '0')}`,
      whenDead: () => {
        this.seen.deaths += 1;
        this.#members[slot] = undefined;
      },
    });
  }

  leave(slot: Slot): void {
    this.#members[slot]?.leaves();
    this.#members[slot] = undefined;
  }

  member(slot: Slot): Member | undefined {
    return this.#members[slot];
  }

  /** Something new is said of a key. */
  async say(key: string, trouble?: { how: 'for a while' | 'for good'; times: number }): Promise<void> {
    const event = `e${(this.#events += 1)}`;
    if (trouble) this.#failing.set(event, trouble);
    await this.#append(loggedIn(`${event} ${key}`));
  }

  /** What was said before arrives once more. */
  async repeat(back: number): Promise<void> {
    const all = [...this.#logs.values()].flat();
    const logged = all[all.length - 1 - (back % all.length)];
    if (!logged) return;
    this.seen.repeats += 1;
    await this.#append(logged);
  }

  /** Something was dropped before it was sent, and its first copy lands late. */
  async sayVoid(key: string): Promise<void> {
    const event = `e${(this.#events += 1)}`;
    await this.#append(loggedIn(`void ${event} ${key}`));
    await this.#append(loggedIn(`${event} ${key}`));
  }

  cure(): void {
    this.#failing.clear();
  }

  release(key: string): Promise<unknown> {
    this.seen.released += 1;
    return this.#database.release(this.#placeOf(key), key);
  }

  async drop(key: string): Promise<void> {
    if ((await this.#database.drop(this.#placeOf(key), key)) === 'dropped') this.seen.dropped += 1;
  }

  async replay(partition: number, { length, again }: { length: number; again: boolean }): Promise<void> {
    const log = this.#log(partition);
    const from = Math.max(0, log.length - length);
    if (log.length === 0) return;
    this.seen.replays += 1;
    if (again) this.#again.push(...new Set(log.slice(from).map(({ event }) => event)));
    const perSecond = 1_000 / this.#world.time.ms(10);
    const range = { from: BigInt(from), to: BigInt(log.length), again, perSecond };
    await this.#database.askReplay({ place: { topic: one.topic, partition }, ...range });
  }

  pass(ms: number): Promise<unknown> {
    return this.#world.time.pass(ms);
  }

  /** Notes what can be seen at this moment, and is not allowed at any. */
  async look(): Promise<void> {
    this.#stored = await this.#database.stored();
    const { positions, parked } = this.#stored;
    for (const { partition, next } of positions) {
      const highest = this.#highest.get(partition) ?? 0;
      if (next < highest) this.#anomalies.push(`the position of ${partition} went back from ${highest} to ${next}`);
      this.#highest.set(partition, Math.max(next, highest));
    }
    this.seen.parked = Math.max(this.seen.parked, parked.length);
    this.seen.dead = Math.max(this.seen.dead, parked.filter(({ isDead }) => isDead).length);
    this.#anomalies.push(...this.#found());
  }

  /** From now on all is well, and an operator releases whatever is parked: everything comes to its end. */
  async settle(): Promise<void> {
    this.broker.away = false;
    this.cure();
    for (const slot of [0, 1, 2] as const) this.leave(slot);
    this.join(0);
    await this.look();
    for (let waitedMs = 0; waitedMs < this.#world.patienceMs && !this.#isOver(); waitedMs += 1_000) {
      await this.pass(1_000);
      await this.look();
      for (const key of new Set(this.#stored.parked.map((row) => row.key))) {
        void this.#database.release(this.#placeOf(key), key);
      }
    }
    this.seen.effects = this.#stored.had.length;
    this.seen.again = new Set(this.#again).size;
  }

  /** All processes are over, also those that were about to leave. */
  async close(): Promise<void> {
    for (const slot of [0, 1, 2] as const) this.leave(slot);
    await this.pass(1_000);
    await this.#database.close();
  }

  /** What does not hold. */
  broken(): string[] {
    const voids = new Set([...this.#logs.values()].flat().flatMap(({ event, isVoid }) => (isVoid ? [event] : [])));
    const settled = new Set([...this.#stored.had, ...this.#stored.dropped, ...voids]);
    const never = [...this.#logs.values()].flat().filter(({ event }) => !settled.has(event));
    return [
      ...new Set(this.#anomalies),
      ...(this.#isOver() ? [] : ['it never comes to its end']),
      ...never.map(({ event }) => `${event} never has its effect`),
    ];
  }

  #mayFail(event: string): void {
    const trouble = this.#failing.get(event);
    if (!trouble || trouble.times === 0) return;
    this.#failing.set(event, { ...trouble, times: trouble.times - 1 });
    throw failing(trouble.how);
  }

  #found(): string[] {
    const parked = new Set(this.#stored.parked.map(({ event }) => event));
    return [...this.#logs].flatMap(([partition, log]) => {
      const position = this.#stored.positions.find((row) => row.partition === partition)?.next ?? 0;
      const effects = this.#effectsIn(new Set(log.map(({ event }) => event)));
      return consumerAnomalies({ log, effects, parked, position, highest: position })
        .filter((anomaly) => !this.#isDeclared(anomaly))
        .map(({ kind, what }) => `${kind}: ${what}`);
    });
  }

  /** What is dropped has no effect, neither before nor after, unless a person asks for one. */
  #effectsIn(events: ReadonlySet<string>): Effects {
    const { had, dropped } = this.#stored;
    const ghosts = had.filter((event) => dropped.includes(event));
    const isHere = (event: string) => events.has(event);
    return { had: had.filter(isHere), dropped, again: this.#again, ghosts: ghosts.filter(isHere) };
  }

  /**
   * Who asks for a range again declares a repeat of what is in it: also of the late copy of a message that was dropped before
   * it was sent, if the range begins behind its void record.
   */
  #isDeclared({ kind, what }: Anomaly): boolean {
    return kind === 'ghost' && this.#again.some((event) => what.startsWith(`${event} `));
  }

  #isOver(): boolean {
    const { positions, parked, replays } = this.#stored;
    const isRead = [...this.#logs].every(([partition, log]) =>
      positions.some((row) => row.partition === partition && row.next === log.length),
    );
    return isRead && parked.length === 0 && replays === 0;
  }

  async #append(logged: Logged): Promise<void> {
    const { partition } = this.#placeOf(logged.key);
    this.#log(partition).push(logged);
    const { headers, value } = recordOf(logged, 0);
    const wasAway = this.broker.away;
    // Whoever sends waits until the broker is there again; the readers do not get it any earlier.
    this.broker.away = false;
    await this.broker.send([{ topic: one.topic, key: logged.key, headers, value: value! }]);
    this.broker.away = wasAway;
  }

  #log(partition: number): Logged[] {
    const log = this.#logs.get(partition) ?? [];
    this.#logs.set(partition, log);
    return log;
  }

  #placeOf(key: string): Place {
    return this.broker.placeOf({ topic: one.topic, key });
  }
}
