import type { Replay } from '@holdfast/messaging';
import { MemoryConsumerStore, type MemoryConsumerBackup } from '@holdfast/messaging/testing';
import type { MemoryTransaction } from '@holdfast/work/testing';
import { Limits } from '../explorer/limits.ts';
import { settle } from '../explorer/settle.ts';
import { tell } from '../explorer/tell.ts';
import type { Anomaly, Step, World } from '../explorer/world.ts';
import { consumerAnomalies } from './consumer-anomalies.ts';
import { ConsumerProcess } from './consumer-process.ts';
import { noEffects, withEffect, type Effects } from './effects.ts';
import { parkedAlready } from './parked-already.ts';
import { eventOfId, loggedIn, place, type Logged } from './place-log.ts';

/** Who is in a world of consumers, and how often what may happen. */
export interface ConsumerBounds {
  /** What lies in the log: `e1 oak`, `void e2 oak`; an event twice is a repeat. */
  readonly log: readonly string[];
  readonly consumers: number;
  /** How many of them own the place from the beginning; the others have to be dealt it. */
  readonly owners?: number;
  /** How many of these records are parked already. */
  readonly parked?: number;
  /** The most records of one fetch. */
  readonly fetch?: number;
  /** How often the handler of an event fails before it works. */
  readonly failing?: Readonly<Record<string, number>>;
  readonly limits: Partial<ConsumerLimits>;
  /** Parked messages and replays are looked for. */
  readonly isTending?: boolean;
  readonly hasHeartbeats?: boolean;
  /** The replay that an operator may ask for. */
  readonly replay?: { readonly from: number; readonly to: number; readonly again: boolean };
}

/** How often what may happen. */
export interface ConsumerLimits {
  /** Somebody is told that the place is theirs, or is not any more, whoever else believes to own it. */
  readonly deals: number;
  readonly crashes: number;
  readonly disconnects: number;
  readonly backups: number;
  readonly restores: number;
  readonly releases: number;
  readonly drops: number;
  readonly replays: number;
}

/** A log, consumers of one group that may all believe to own it, their database, and an operator. */
export class ConsumerWorld implements World {
  readonly #bounds: ConsumerBounds;
  readonly #limits: Limits<keyof ConsumerLimits>;
  readonly #log: readonly Logged[];
  readonly #store = new MemoryConsumerStore({ now: () => 0 });
  readonly #consumers: ConsumerProcess[];
  readonly #failing: Map<string, number>;
  #effects: Effects = noEffects;
  #highest = 0;
  #backup: { readonly store: MemoryConsumerBackup; readonly effects: Effects } | undefined;

  constructor(bounds: ConsumerBounds) {
    this.#bounds = bounds;
    this.#limits = new Limits({ ...none, ...bounds.limits });
    this.#log = bounds.log.map(loggedIn);
    if (bounds.parked !== undefined)
      this.#store.restore(parkedAlready(consumerName, this.#log.slice(0, bounds.parked)));
    this.#failing = new Map(Object.entries(bounds.failing ?? {}));
    this.#consumers = ['A', 'B', 'C'].slice(0, bounds.consumers).map((name) => this.#process(name));
    for (const consumer of this.#consumers.slice(0, bounds.owners ?? 1)) consumer.isDealt(true);
  }

  steps(): Step[] {
    // Here and not where anomalies are looked for, because only this is asked before every step of every run.
    this.#highest = Math.max(this.#highest, this.#position());
    return [
      ...this.#consumers.flatMap((consumer) => consumer.steps()),
      ...this.#operatorSteps(),
      ...this.#disturbances(),
    ];
  }

  key(): string {
    const key = JSON.stringify([
      tell(this.#store.backup()),
      tell(this.#backup),
      this.#effects,
      [...this.#failing],
      this.#highest,
      this.#limits.key(),
      ...this.#consumers.map((consumer) => consumer.key()),
    ]);
    // Only whether two tokens are the same matters, not how many there were before.
    const tokens = new Map<string, number>();
    return key.replaceAll(/[A-C]#\d+/g, (token) => {
      tokens.set(token, tokens.get(token) ?? tokens.size);
      return `#${tokens.get(token)}`;
    });
  }

  anomalies(): Anomaly[] {
    return consumerAnomalies({
      log: this.#log,
      effects: this.#effects,
      parked: new Set(this.#store.parkedRows.map(({ messageId }) => eventOfId(messageId))),
      position: this.#position(),
      highest: this.#highest,
    });
  }

  isQuiet(): boolean {
    return this.#consumers.every(({ isResting }) => isResting);
  }

  /** One consumer is left, nothing fails any more, and the operator releases whatever is dead. */
  async calmsDown(): Promise<readonly Anomaly[]> {
    for (const consumer of this.#consumers) consumer.crashes();
    this.#failing.clear();
    const last = this.#process('Z', true);
    last.isDealt(true);
    for (let rounds = 0; rounds < 2 * this.#log.length + 6; rounds += 1) {
      for (const { key } of this.#store.parkedRows) await this.#store.release(consumerName, place, key);
      for (const step of last.steps()) step.take();
      await settle();
    }
    const settled = new Set([...this.#effects.had, ...this.#effects.dropped]);
    const left = this.#log.filter(({ event, isVoid }) => !isVoid && !settled.has(event));
    const voids = new Set(this.#log.filter(({ isVoid }) => isVoid).map(({ event }) => event));
    const stuck = left.filter(({ event }) => !voids.has(event));
    return [
      ...stuck.map(({ event }): Anomaly => ({
        kind: 'lost',
        what: `${event} never has its effect, although nothing disturbs any more`,
      })),
      ...this.anomalies(),
    ];
  }

  #process(name: string, isFree = false): ConsumerProcess {
    const { fetch = this.#log.length, isTending = false, hasHeartbeats = false } = this.#bounds;
    return new ConsumerProcess({
      name,
      store: this.#store,
      log: this.#log,
      fetch,
      handle: (event, trx) => this.#handle(event, trx),
      isTending: isTending || isFree,
      hasHeartbeats: hasHeartbeats && !isFree,
      isFree,
      disconnects: {
        isPossible: () => !isFree && this.#limits.has('disconnects'),
        uses: () => this.#limits.uses('disconnects'),
      },
    });
  }

  #handle(event: string, trx: MemoryTransaction): void {
    const failures = this.#failing.get(event) ?? 0;
    if (failures > 0) {
      this.#failing.set(event, failures - 1);
      throw new Error(`${event} cannot be handled yet`);
    }
    trx.atCommit(() => (this.#effects = withEffect(this.#effects, event)));
  }

  #position(): number {
    const [row] = this.#store.backup().positions;
    return Number(row?.nextOffset ?? 0);
  }

  #operatorSteps(): Step[] {
    const rows = this.#store.parkedRows;
    const keys = [...new Set(rows.map(({ key }) => key))];
    return [
      ...keys.flatMap((key) =>
        this.#within('releases', `operator: release ${key}`, () => void this.#store.release(consumerName, place, key)),
      ),
      ...rows
        .filter(({ state }) => state !== 'dropped')
        .flatMap(({ offset, messageId }) =>
          this.#within('drops', `operator: drop ${eventOfId(messageId)}`, () => void this.#drop(offset, messageId)),
        ),
      ...(this.#bounds.replay ? this.#within('replays', 'operator: replay', () => this.#askReplay()) : []),
    ];
  }

  async #drop(offset: bigint, messageId: string): Promise<void> {
    const isDropped = await this.#store.drop(consumerName, place, offset);
    if (isDropped) this.#effects = { ...this.#effects, dropped: [...this.#effects.dropped, eventOfId(messageId)] };
  }

  #askReplay(): void {
    const { from, to, again } = this.#bounds.replay!;
    const repeated = again ? this.#log.slice(from, to).map(({ event }) => event) : [];
    this.#effects = { ...this.#effects, again: [...this.#effects.again, ...new Set(repeated)] };
    const replay: Replay = {
      id: 'r1',
      consumer: consumerName,
      ...place,
      next: BigInt(from),
      to: BigInt(to),
      again,
      perSecond: 100,
      actor: 'operator:ann',
      because: 'a test',
    };
    void this.#store.askReplay(replay);
  }

  #disturbances(): Step[] {
    const alive = this.#consumers.filter(({ isAlive }) => isAlive);
    return [
      ...alive.flatMap((one) => [
        ...this.#within('deals', `group: the place is ${one.name}'s`, () => one.isDealt(true)),
        ...(one.owns ? this.#within('deals', `group: the place is not ${one.name}'s`, () => one.isDealt(false)) : []),
        ...this.#within('crashes', `${one.name} crashes`, () => one.crashes()),
      ]),
      ...this.#within('backups', 'the database is backed up', () => this.#backUp()),
      ...(this.#backup ? this.#within('restores', 'the backup is restored', () => this.#restore()) : []),
    ];
  }

  #within(limit: keyof ConsumerLimits, name: string, happens: () => void): Step[] {
    if (!this.#limits.has(limit)) return [];
    return [{ name, take: () => (this.#limits.uses(limit), happens()) }];
  }

  #backUp(): void {
    this.#backup = { store: this.#store.backup(), effects: this.#effects };
  }

  #restore(): void {
    for (const consumer of this.#consumers) consumer.loses();
    this.#store.restore(this.#backup!.store);
    this.#effects = this.#backup!.effects;
    this.#highest = this.#position();
  }
}

const consumerName = 'garden.growth';

const none: ConsumerLimits = {
  deals: 0,
  crashes: 0,
  disconnects: 0,
  backups: 0,
  restores: 0,
  releases: 0,
  drops: 0,
  replays: 0,
};
