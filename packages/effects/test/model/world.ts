import { defineEffect, useCase, type AnyEffect, type Conclusion, type EffectPolicy } from '@holdfast/work';
import { memoryEngine, MemoryTransaction } from '@holdfast/work/testing';
import { z } from 'zod';
import { createIntents, Executor, type EffectStore, type Intent, type Performance } from '../../src/index.ts';
import { MemoryEffectStore } from '../../src/testing.ts';
import { done, OutsideLedger } from './outside-ledger.ts';
import { Mortal } from './mortal.ts';

const rememberedMs = 60_000;
const policy = { timeoutMs: 1_000, attempts: 3, withinMs: 20_000, keyRememberedMs: rememberedMs };

/** The timeout, and the margin that an executor takes when it is told no other. */
const leaseMs = 6_000;

/** One that is given up soon, one that never is, and one that cannot be cancelled. */
export const effects = [
  effect('garden.water', policy),
  effect('garden.sow', { ...policy, attempts: 1_000, withinMs: 10_000_000 }),
  effect('garden.mow', policy),
] as const;
export const keys = ['oak', 'elm'] as const;

/** Everything there is: a database, an outside with its ledger, and processes that come and go. */
export class World {
  readonly store = new MemoryEffectStore();
  readonly outside = new OutsideLedger({ rememberedMs, happens: (what) => this.#happens(what) });
  /** What was concluded and committed, in sequence. */
  readonly diary: { effect: string; key: string; outcome: unknown }[] = [];
  /** What should never have been seen. */
  readonly anomalies: string[] = [];
  readonly processes: [Process, Process];
  bug = false;
  deaths = 0;
  /** How many were parked while the outside was away for long, and needed no person after it. */
  freed = 0;

  constructor() {
    this.processes = [this.#process(0), this.#process(1)];
  }

  async intend(effectAt: number, key: string): Promise<void> {
    const trx = new MemoryTransaction();
    const call = { actor: { id: 'ann', roles: [] }, correlationId: 'c', traceparent: '' };
    await createIntents({ store: this.store }).write(
      trx.asAny(),
      [{ effect: effects[effectAt]!, key, request: { key }, call }],
      new Date(),
    );
    trx.commit();
  }

  /** The outside tells what has happened, if it has. */
  tell(effectAt: number, key: string, process: 0 | 1): void {
    const name = effects[effectAt]!.name;
    const intent = this.store.intents().find((one) => one.effect === name && one.key === key);
    if (!intent || !this.outside.hasHappened(whatFor(intent))) return;
    void this.processes[process].executor.learn(effects[effectAt]!, { key, outcome: done }).catch(() => {});
  }

  /** A person looks at what is parked and decides by what the ledger says. */
  decide(): void {
    for (const intent of this.store.intents()) {
      const { id, state } = intent;
      if (state === 'parked') this.store.decide({ id, outcome: this.outside.settleFor(id, whatFor(intent)) });
    }
  }

  turn(process: 0 | 1): void {
    void this.processes[process].executor.runOnce().catch(() => {});
  }

  /**
   * New processes, an outside that is away until everything that should be given up is parked, and then it is back: what it
   * can decide is decided by nobody else. In the end it counts who could not.
   */
  async outsideIsAwayForLong(advance: Advance): Promise<void> {
    for (const { mortal } of this.processes) mortal.die();
    this.bug = false;
    this.outside.moods.length = 0;
    this.outside.isDown = true;
    await this.#live(policy.withinMs + 5_000, advance);
    const parked = this.store.intents().filter(({ state }) => state === 'parked');
    this.outside.isDown = false;
    await this.#live(5_000, advance);
    const after = this.store.intents();
    this.freed += parked.filter(({ id }) => after.find((it) => it.id === id)?.known).length;
    const left = after.filter((it) => !it.known && this.#isDecidable(it));
    this.anomalies.push(...left.map((it) => `${whatFor(it)} could be decided and waits (${it.state})`));
  }

  async #live(forMs: number, advance: Advance): Promise<void> {
    for (let ms = 0; ms < forMs; ms += 500) {
      for (const at of [0, 1] as const) this.turn(at);
      await advance(500);
    }
  }

  /** Whether the outside could say what came of it, or make sure that nothing will. */
  #isDecidable(it: Intent): boolean {
    const isRemembered = it.attempts > 0 && Date.now() + leaseMs <= it.firstAttemptAt!.getTime() + rememberedMs;
    return isRemembered && (it.effect !== 'garden.mow' || this.outside.hasHappened(whatFor(it)));
  }

  /** From now on all is well; with a person's help everything comes to its end. */
  async settle(advance: Advance): Promise<void> {
    this.bug = false;
    this.outside.isDown = false;
    this.outside.moods.length = 0;
    await advance(200_000);
    for (let round = 0; round < 60 && !this.isOver(); round += 1) {
      this.turn(round % 2 === 0 ? 0 : 1);
      await advance(10_000);
      if (round % 3 === 2) this.decide();
    }
    await advance(200_000);
  }

  isOver(): boolean {
    return this.store.intents().every(({ state }) => state === 'concluded');
  }

  /** What does not hold in the end. */
  broken(): string[] {
    const intents = this.store.intents();
    const of = (intent: Intended) => this.outside.entries.filter((entry) => entry === whatFor(intent)).length;
    return [
      ...this.anomalies,
      ...intents.filter(({ state }) => state !== 'concluded').map(({ id, state }) => `${id} has not ended: ${state}`),
      ...intents.filter((it) => of(it) > 1).map((it) => `${whatFor(it)} has happened ${of(it)} times`),
      ...intents.flatMap((it) => this.#conclusionOf(it, of(it))),
      ...this.store.contradictions().map(({ intent }) => `${intent} is contradicted, though all have told the truth`),
      ...keys.flatMap((key) => {
        const intended = intents.filter((intent) => intent.key === key).map(({ effect: name }) => name);
        const concluded = this.diary.filter((entry) => entry.key === key).map(({ effect: name }) => name);
        return intended.join() === concluded.join()
          ? []
          : [`${key}: intended ${intended.join()}, concluded ${concluded.join()}`];
      }),
    ];
  }

  #conclusionOf(it: Intended, happened: number): string[] {
    const noted = this.diary.filter((entry) => whatFor(entry) === whatFor(it)).map(({ outcome }) => outcome);
    if (noted.length !== 1) return [`${whatFor(it)} was concluded ${noted.length} times`];
    const isTrue = (noted[0] === 'abandoned') === (happened === 0);
    return isTrue ? [] : [`${whatFor(it)} was concluded ${JSON.stringify(noted[0])} and happened ${happened} times`];
  }

  #happens(what: string): void {
    const intents = this.store.intents();
    const { key, position } = intents.find((intent) => whatFor(intent) === what)!;
    const before = intents.filter((intent) => intent.key === key && intent.position < position);
    const open = before.filter(({ state }) => state !== 'concluded');
    if (open.length > 0) this.anomalies.push(`${what} happened before ${whatFor(open[0]!)} was concluded`);
  }

  #process(at: 0 | 1): Process {
    return new Process(this, () => {
      this.deaths += 1;
      this.processes[at] = this.#process(at);
    });
  }
}

type Advance = (ms: number) => Promise<unknown>;

interface Intended {
  readonly effect: string;
  readonly key: string;
}

/** What the outside calls it, whatever the key under which it is asked. */
function whatFor({ effect: name, key }: Intended): string {
  return `${name} of ${key}`;
}

/** One process: an executor that reaches everything else through a border. */
export class Process {
  readonly mortal: Mortal;
  readonly executor: Executor;
  readonly #open = new Set<MemoryTransaction>();

  constructor(world: World, whenDead: () => void) {
    this.mortal = new Mortal(() => {
      // What a database does when a connection breaks.
      for (const trx of this.#open) trx.rollback();
      whenDead();
    });
    const parts = (trx: MemoryTransaction) => {
      this.#open.add(trx);
      void trx.ended.then(() => this.#open.delete(trx));
      return { trx, world };
    };
    this.executor = new Executor({
      service: 'garden',
      store: storeThrough(this.mortal, world.store),
      engine: memoryEngine({ service: 'garden', parts }),
      performances: effects.map((one) => performanceOf(one, world, this.mortal)),
      settings: { undecided: 2, parkedMs: 2_000, backoff: { firstMs: 100, longestMs: 1_000 } },
    });
  }
}

function performanceOf(one: AnyEffect, { outside }: World, mortal: Mortal): Performance {
  const performer: Performance['performer'] = {
    perform: (request, { idempotencyKey }) => {
      const { key } = request as { key: string };
      return mortal.out(() => outside.perform(idempotencyKey, whatFor({ effect: one.name, key })));
    },
    findOut: (_, { idempotencyKey }) => mortal.out(() => outside.findOut(idempotencyKey)),
    ...(one.name !== 'garden.mow' && {
      giveUp: (_, { idempotencyKey }) => mortal.out(() => outside.giveUp(idempotencyKey)),
    }),
  };
  const conclude = async (
    { key, outcome }: Conclusion<AnyEffect>,
    { world, trx }: { world: World; trx: MemoryTransaction },
  ) => {
    if (world.bug) throw new Error('a bug');
    trx.atCommit(() => world.diary.push({ effect: one.name, key, outcome }));
  };
  return { effect: one, performer, conclude: useCase(`${one.name}.conclude`, conclude) };
}

function storeThrough(mortal: Mortal, store: EffectStore): EffectStore {
  return {
    write: (...given) => mortal.through(() => store.write(...given)),
    take: (...given) => mortal.through(() => store.take(...given)),
    goOn: (...given) => mortal.through(() => store.goOn(...given)),
    learn: (...given) => mortal.through(() => store.learn(...given)),
    lock: (...given) => mortal.through(() => store.lock(...given)),
    conclude: (...given) => mortal.through(() => store.conclude(...given)),
    decisions: (...given) => mortal.through(() => store.decisions(...given)),
    accept: (...given) => mortal.through(() => store.accept(...given)),
    refuse: (...given) => mortal.through(() => store.refuse(...given)),
    counts: () => store.counts(),
  };
}

function effect(name: `garden.${string}`, its: EffectPolicy) {
  return defineEffect({
    name,
    dependency: 'gardener',
    request: z.object({ key: z.string() }),
    outcome: z.object({ result: z.literal('done') }),
    policy: its,
  });
}
