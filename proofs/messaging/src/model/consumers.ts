import { type Place, type Replay } from '@holdfast/messaging';
import { MemoryBroker, MemoryConsumerStore } from '@holdfast/messaging/testing';
import type { MemoryTransaction } from '@holdfast/work/testing';
import type { Anomaly } from '../explorer/world.ts';
import { consumerAnomalies } from '../consumer-world/consumer-anomalies.ts';
import { noEffects, withEffect, type Effects } from '../consumer-world/effects.ts';
import { eventOfId, loggedIn, place as one, recordOf, type Logged } from '../consumer-world/place-log.ts';
import { consumerName, failing, Member } from './member.ts';

export type Slot = 0 | 1 | 2;
type Advance = (ms: number) => Promise<unknown>;

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
  readonly #store = new MemoryConsumerStore();
  readonly #members: (Member | undefined)[] = [undefined, undefined, undefined];
  readonly #logs = new Map<number, Logged[]>();
  readonly #failing = new Map<string, { how: 'for a while' | 'for good'; times: number }>();
  readonly #highest = new Map<number, number>();
  readonly #anomalies: string[] = [];
  #effects: Effects = noEffects;
  #events = 0;
  #tokens = 0;

  join(slot: Slot): void {
    this.#members[slot] ??= new Member({
      store: this.#store,
      broker: this.broker,
      handle: (event, trx) => this.#handle(event, trx),
      tokens: () => `token-${(this.#tokens += 1)}`,
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
    return this.#store.release(consumerName, this.#placeOf(key), key);
  }

  async drop(key: string): Promise<void> {
    const row = this.#store.parkedRows.find((parked) => parked.key === key && parked.state !== 'dropped');
    if (!row || !(await this.#store.drop(consumerName, this.#placeOf(key), row.offset))) return;
    this.seen.dropped += 1;
    this.#effects = { ...this.#effects, dropped: [...this.#effects.dropped, eventOfId(row.messageId)] };
  }

  async replay(partition: number, { length, again }: { length: number; again: boolean }): Promise<void> {
    const log = this.#log(partition);
    const from = Math.max(0, log.length - length);
    if (log.length === 0) return;
    this.seen.replays += 1;
    const repeated = again ? new Set(log.slice(from).map(({ event }) => event)) : [];
    this.#effects = { ...this.#effects, again: [...this.#effects.again, ...repeated] };
    const range = { next: BigInt(from), to: BigInt(log.length), again, perSecond: 100 };
    const asked = { id: `r${this.seen.replays}`, consumer: consumerName, actor: 'operator:ann', because: 'a test' };
    await this.#store.askReplay({ ...asked, topic: one.topic, partition, ...range } satisfies Replay);
  }

  /** Notes what can be seen at this moment, and is not allowed at any. */
  look(): void {
    for (const row of this.#store.backup().positions) {
      const [next, highest] = [Number(row.nextOffset), this.#highest.get(row.partition) ?? 0];
      if (next < highest) this.#anomalies.push(`the position of ${row.partition} went back from ${highest} to ${next}`);
      this.#highest.set(row.partition, Math.max(next, highest));
    }
    const rows = this.#store.parkedRows;
    this.seen.parked = Math.max(this.seen.parked, rows.length);
    this.seen.dead = Math.max(this.seen.dead, rows.filter(({ state }) => state === 'dead').length);
    this.#anomalies.push(...this.#found());
  }

  /** From now on all is well, and an operator releases whatever is parked: everything comes to its end. */
  async settle(advance: Advance): Promise<void> {
    this.broker.away = false;
    this.cure();
    for (const slot of [0, 1, 2] as const) this.leave(slot);
    this.join(0);
    for (let round = 0; round < 60 && !this.#isOver(); round += 1) {
      await advance(1_000);
      for (const { key } of this.#store.parkedRows) void this.#store.release(consumerName, this.#placeOf(key), key);
    }
    this.look();
    this.seen.effects = this.#effects.had.length;
    this.seen.again = new Set(this.#effects.again).size;
    this.leave(0);
    await advance(1_000);
  }

  /** What does not hold. */
  broken(): string[] {
    const voids = new Set([...this.#logs.values()].flat().flatMap(({ event, isVoid }) => (isVoid ? [event] : [])));
    const settled = new Set([...this.#effects.had, ...this.#effects.dropped, ...voids]);
    const never = [...this.#logs.values()].flat().filter(({ event }) => !settled.has(event));
    return [
      ...new Set(this.#anomalies),
      ...(this.#isOver() ? [] : ['it never comes to its end']),
      ...never.map(({ event }) => `${event} never has its effect`),
    ];
  }

  #handle(event: string, trx: MemoryTransaction): void {
    const trouble = this.#failing.get(event);
    if (trouble && trouble.times > 0) {
      this.#failing.set(event, { ...trouble, times: trouble.times - 1 });
      throw failing(trouble.how);
    }
    trx.atCommit(() => (this.#effects = this.#withEffect(event)));
  }

  /** What is dropped has no effect, unless a person asks for one after it. */
  #withEffect(event: string): Effects {
    const effects = withEffect(this.#effects, event);
    return effects.again.includes(event) ? { ...effects, ghosts: this.#effects.ghosts } : effects;
  }

  #found(): string[] {
    return [...this.#logs].flatMap(([partition, log]) => {
      const events = new Set(log.map(({ event }) => event));
      const parked = this.#store.parkedRows.map(({ messageId }) => eventOfId(messageId));
      const row = this.#store.backup().positions.find((position) => position.partition === partition);
      const position = Number(row?.nextOffset ?? 0);
      return consumerAnomalies({
        log,
        effects: {
          ...this.#effects,
          had: this.#effects.had.filter((event) => events.has(event)),
          ghosts: this.#effects.ghosts.filter((event) => events.has(event)),
        },
        parked: new Set(parked),
        position,
        highest: position,
      })
        .filter((anomaly) => !this.#isDeclared(anomaly))
        .map(({ kind, what }) => `${kind}: ${what}`);
    });
  }

  /**
   * Who asks for a range again declares a repeat of what is in it: also of the late copy of a message that was dropped before
   * it was sent, if the range begins behind its void record.
   */
  #isDeclared({ kind, what }: Anomaly): boolean {
    return kind === 'ghost' && this.#effects.again.some((event) => what.startsWith(`${event} `));
  }

  #isOver(): boolean {
    const { positions, parked, replays } = this.#store.backup();
    const isRead = [...this.#logs].every(([partition, log]) =>
      positions.some((row) => row.partition === partition && Number(row.nextOffset) === log.length),
    );
    return isRead && parked.length === 0 && replays.every(({ state }) => state !== 'asked');
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
