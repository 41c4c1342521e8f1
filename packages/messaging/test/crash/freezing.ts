import { eventually, killAt, killsOf } from '@holdfast/testkit';
import { expect } from 'vitest';
import type { Reached } from './every-point.ts';
import type { Stage } from './stage.ts';
import type { Supervised } from './supervised.ts';
import { services, type ServiceName } from './two-services.ts';

/** At the point, or a moment after it. */
export type Way = 'stop' | 'stop-after';

/**
 * Lets trees of every kind grow while each victim is frozen in the first way, and whoever replaces it in the next one. When
 * others have done all the work, they wake up and go on with what they had in hand. Answers how many were frozen.
 */
export async function frozenAt(
  stage: Stage,
  at: Reached,
  { ways, logOf }: { ways: readonly Way[]; logOf: (name: string) => string },
): Promise<number> {
  const { two } = stage;
  const frozen = at.victims.map((service) => new Succession(stage, { ...at, service, ways, logOf }));
  for (const service of services) if (!at.victims.includes(service)) stage.start(service);
  const trees = await stage.plantEveryKind(2);
  await two.attendant.replay();
  await eventually(
    async () => {
      await two.attendant.goRound();
      // One that is frozen is replaced at once: the other service may come to the point only by what this one does.
      for (const one of frozen) {
        if (!(await one.goesOn())) continue;
        trees.push(...(await stage.plantEveryKind(1)));
        await two.attendant.replay();
      }
      return frozen.every((one) => one.isOver);
    },
    { what: `they are frozen at ${at.point} over ${stage.outbox}`, withinMs: 60_000, everyMs: 50 },
  );
  expect(await stage.outcome(trees)).toEqual(stage.expected(trees));
  for (const one of frozen) await eventually(() => one.isReplaced(), { what: 'another relay has the lease' });
  for (const one of frozen) one.thaw();
  trees.push(...(await two.plant(2)));
  expect(await stage.outcome(trees)).toEqual(stage.expected(trees));
  return frozen.length * ways.length;
}

/** The processes of one service, each of which replaces one that is frozen. The last one is not. */
class Succession {
  readonly #stage: Stage;
  readonly #service: ServiceName;
  readonly #logOf: (way: string) => string;
  readonly #point: string;
  readonly #ways: readonly Way[];
  readonly #processes: Supervised[] = [];
  #epoch = 0;

  constructor(
    stage: Stage,
    {
      service,
      point,
      ways,
      logOf,
    }: { service: ServiceName; point: string; ways: readonly Way[]; logOf: (name: string) => string },
  ) {
    this.#stage = stage;
    this.#service = service;
    this.#point = point;
    this.#ways = ways;
    this.#logOf = (way) => logOf(`${stage.outbox}.${point}.${service}.${way}`);
    this.#startNext();
  }

  get isOver(): boolean {
    return this.#processes.length > this.#ways.length;
  }

  /** Starts the next one if the present one is frozen. */
  async goesOn(): Promise<boolean> {
    const way = this.#ways[this.#processes.length - 1];
    if (way === undefined || killsOf(this.#logOf(way)).length === 0) return false;
    this.#epoch = await this.#stage.two.epoch(this.#service);
    this.#startNext();
    return true;
  }

  /** Whether the one that was frozen last is taken for dead. */
  async isReplaced(): Promise<boolean> {
    return (await this.#stage.two.epoch(this.#service)) > this.#epoch;
  }

  thaw(): void {
    for (const one of this.#processes) one.thaw();
  }

  #startNext(): void {
    const way = this.#ways[this.#processes.length];
    const kill = way && killAt([`${this.#point}!${way}`], this.#logOf(way));
    this.#processes.push(this.#stage.start(this.#service, kill));
  }
}
