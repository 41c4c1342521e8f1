import { topicOf } from '@holdfast/contract-kit';
import { Relay, type RelaySettings } from '@holdfast/messaging';
import { MemoryTickOutbox } from '@holdfast/messaging/testing';
import { MemoryTransaction } from '@holdfast/work/testing';
import type { Fault } from '../explorer/actor.ts';
import { TreeGrew } from '../explorer/garden.ts';
import { Limits } from '../explorer/limits.ts';
import { timeStandsStill } from '../explorer/still-time.ts';
import { tell } from '../explorer/tell.ts';
import type { Anomaly, Step, World } from '../explorer/world.ts';
import { openOutbox, type ExploredOutbox, type OutboxKind } from './explored-outbox.ts';
import { Ledger, type Written } from './ledger.ts';
import { Network, type Landed } from './network.ts';
import { outboxSideOf } from './outbox-side.ts';
import { producerAnomalies } from './producer-anomalies.ts';
import { RelayProcess } from './relay-process.ts';
import { Rotator } from './rotator.ts';
import { Writer } from './writer.ts';

/** Who is in a world of relays, and how often what may happen. */
export interface RelayBounds {
  /** The simple one, unless said otherwise. */
  readonly outbox?: OutboxKind;
  /** The keys of the events that wait from the beginning: e1, e2, … */
  readonly waiting: readonly string[];
  /** The keys of events that somebody is about to write. */
  readonly writers?: readonly string[];
  /** They write something else before they lock or say anything, so that their transactions have their numbers early. */
  readonly areNumberedEarly?: boolean;
  readonly relays: number;
  readonly limits: Partial<RelayLimits>;
  /** Keys that do not lie on partition 0. */
  readonly elsewhere?: readonly string[];
  readonly refusable?: string;
  readonly settings?: Partial<RelaySettings>;
}

/** How often what may happen. */
export interface RelayLimits {
  /** The lease runs out while its owner is alive: whoever was paused is late. */
  readonly expiries: number;
  readonly crashes: number;
  /** A send without an answer, whatever becomes of its records. */
  readonly errors: number;
  /** A call of the database that fails, or whose answer is lost. */
  readonly disconnects: number;
  readonly refusals: number;
  readonly backups: number;
  /** The database is what it was at the last backup, and another one: a restore, or a promotion. */
  readonly restores: number;
  readonly releases: number;
  readonly drops: number;
  /** Of the ticked outbox. */
  readonly rotations: number;
}

/** Writers, an outbox, relays, a network that loses and delays, and an operator. */
export class RelayWorld implements World {
  readonly #bounds: RelayBounds;
  readonly #limits: Limits<keyof RelayLimits>;
  readonly #outbox: ExploredOutbox;
  readonly #ledger = new Ledger();
  readonly #ghosts: string[] = [];
  readonly #network: Network;
  readonly #relays: RelayProcess[];
  readonly #writers: Writer[];
  readonly #rotators: Rotator[];
  /** The database is another one, and nobody has said yet that this is right. */
  #hasChanged = false;
  #backup: { readonly outbox: unknown; readonly committed: readonly Written[] } | undefined;

  constructor(bounds: RelayBounds) {
    this.#bounds = bounds;
    this.#limits = new Limits({ ...none, ...bounds.limits });
    this.#outbox = openOutbox(bounds.outbox ?? 'simple');
    this.#network = new Network({
      limits: this.#limits,
      partitionOf: (key) => (bounds.elsewhere?.includes(key) ? 1 : 0),
      refusable: bounds.refusable,
      lands: (record) => this.#lands(record),
    });
    const all = [...bounds.waiting, ...(bounds.writers ?? [])].map((key, index) => ({ id: `e${index + 1}`, key }));
    this.#write(all.slice(0, bounds.waiting.length));
    const locks = new Map<string, MemoryTransaction>();
    this.#writers = all.slice(bounds.waiting.length).map(
      (event, index) =>
        new Writer({
          name: `W${index + 1}`,
          event,
          outbox: this.#outbox,
          isNumberedEarly: bounds.areNumberedEarly ?? false,
          ledger: this.#ledger,
          locks,
        }),
    );
    this.#relays = Array.from({ length: bounds.relays }, (_, index) => this.#relay(`R${index + 1}`));
    this.#rotators = this.#outbox instanceof MemoryTickOutbox ? [new Rotator(this.#outbox, this.#limits)] : [];
  }

  steps(): Step[] {
    return [
      ...this.#relays.flatMap((relay) => relay.steps()),
      ...this.#network.steps(),
      ...this.#writers.flatMap((writer) => writer.steps()),
      ...this.#rotators.flatMap((rotator) => rotator.steps()),
      ...this.#operatorSteps(),
      ...this.#disturbances(),
    ];
  }

  key(): string {
    return JSON.stringify([
      tell(outboxSideOf(this.#outbox).key),
      this.#ledger.key(),
      this.#ghosts,
      this.#network.key(),
      tell(this.#backup),
      this.#hasChanged,
      this.#limits.key(),
      ...[...this.#relays, ...this.#writers, ...this.#rotators].map(({ heard }) => heard),
    ]);
  }

  anomalies(): Anomaly[] {
    return producerAnomalies({
      ledger: this.#ledger,
      log: this.#network.log,
      waiting: outboxSideOf(this.#outbox).waiting,
      ghosts: this.#ghosts,
    });
  }

  isQuiet(): boolean {
    const isOver = this.#network.steps().length === 0 && this.#writers.every((writer) => writer.steps().length === 0);
    return isOver && this.#relays.every(({ isResting }) => isResting);
  }

  /** Everybody is well again, the operator accepts what has happened and releases what is parked. */
  async calmsDown(): Promise<readonly Anomaly[]> {
    for (const relay of this.#relays) relay.crashes();
    for (const actor of [...this.#writers, ...this.#rotators]) actor.crashes();
    this.#outbox.acceptDatabase();
    const relay = new Relay({
      service: 'garden',
      store: this.#outbox,
      broker: this.#network.withoutFaults(),
      time: timeStandsStill,
    });
    for (let turns = 0; turns < 20; turns += 1) {
      for (const { topic, key } of outboxSideOf(this.#outbox).marks) this.#outbox.releaseKey(topic, key);
      // What it cannot do is what is left below.
      await relay.runOnce().catch(() => undefined);
    }
    const left = [...outboxSideOf(this.#outbox).waiting];
    return [
      ...left.map((id): Anomaly => ({ kind: 'lost', what: `${id} is never sent, although nothing disturbs any more` })),
      ...this.anomalies(),
    ];
  }

  #relay(name: string): RelayProcess {
    const { settings = {} } = this.#bounds;
    return new RelayProcess({ name, store: this.#outbox, network: this.#network, settings, faults: this.#faults() });
  }

  #faults(): Fault[] {
    const isPossible = () => this.#limits.has('disconnects');
    const disconnected = new Error('the connection is gone');
    return [
      {
        name: 'which fails',
        isPossible,
        happens: async () => (this.#limits.uses('disconnects'), disconnected),
      },
      {
        name: 'whose answer is lost',
        isPossible,
        happens: (call) => (
          this.#limits.uses('disconnects'),
          call().then(
            () => disconnected,
            (error: Error) => error,
          )
        ),
      },
    ];
  }

  #write(events: readonly Written[]): void {
    for (const event of events) {
      const transaction = new MemoryTransaction();
      this.#outbox.insert(transaction, [rowOf(event)]);
      transaction.atCommit(() => this.#ledger.commits(event));
      transaction.commit();
    }
  }

  /** A first copy of something whose drop was carried out: its row is gone, and no void record lies before it. */
  #lands({ id, isVoid }: Landed): void {
    const isFirst = ![...this.#network.log.values()].flat().some((record) => record.id === id);
    const isGone = this.#ledger.dropped.has(id) && !outboxSideOf(this.#outbox).waiting.has(id);
    if (isFirst && !isVoid && isGone) this.#ghosts.push(id);
  }

  #disturbances(): Step[] {
    const alive = this.#relays.filter(({ isAlive }) => isAlive);
    return [
      ...this.#within('expiries', 'the lease runs out', () => this.#outbox.expireLease()),
      ...alive.flatMap((relay) => this.#within('crashes', `${relay.name} crashes`, () => relay.crashes())),
      ...this.#within('backups', 'the database is backed up', () => this.#backUp()),
      ...(this.#backup ? this.#within('restores', 'the backup is restored', () => this.#restore()) : []),
    ];
  }

  #operatorSteps(): Step[] {
    const { marks, parked } = outboxSideOf(this.#outbox);
    const keys = marks.filter(({ isReleased }) => !isReleased);
    return [
      ...keys.flatMap(({ topic, key }) =>
        this.#within('releases', `operator: release ${key}`, () => this.#outbox.releaseKey(topic, key)),
      ),
      ...parked
        .filter(({ key, isVoid }) => !isVoid && keys.some((mark) => mark.key === key))
        .flatMap(({ messageId }) => this.#within('drops', `operator: drop ${messageId}`, () => this.#drop(messageId))),
      ...(this.#hasChanged ? [{ name: 'operator: this is the right database', take: () => this.#accept() }] : []),
    ];
  }

  #drop(messageId: string): void {
    this.#ledger.dropped.add(messageId);
    this.#outbox.dropRow(messageId);
  }

  #accept(): void {
    this.#hasChanged = false;
    this.#outbox.acceptDatabase();
  }

  #within(limit: keyof RelayLimits, name: string, happens: () => void): Step[] {
    if (!this.#limits.has(limit)) return [];
    return [{ name, take: () => (this.#limits.uses(limit), happens()) }];
  }

  #backUp(): void {
    this.#backup = { outbox: this.#outbox.backup(), committed: this.#ledger.committed };
  }

  #restore(): void {
    // Whoever had a transaction open has lost its connection.
    for (const writer of this.#writers) if (writer.hasBegun) writer.crashes();
    this.#outbox.restore(this.#backup!.outbox);
    this.#outbox.becomeAnother();
    this.#hasChanged = true;
    this.#ledger.restores(this.#backup!.committed);
  }
}

const none: RelayLimits = {
  expiries: 0,
  crashes: 0,
  errors: 0,
  disconnects: 0,
  refusals: 0,
  backups: 0,
  restores: 0,
  releases: 0,
  drops: 0,
  rotations: 0,
};

function rowOf({ id, key }: Written) {
  return {
    message_id: id,
    topic: topicOf(TreeGrew),
    key,
    headers: JSON.stringify({ ce_id: id }),
    payload: new Uint8Array(),
  };
}
