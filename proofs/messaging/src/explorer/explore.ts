import { hash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { settle } from './settle.ts';
import type { AnomalyKind, Anomaly, Scenario, Step, World } from './world.ts';

/** When to give up. */
export interface Budget {
  readonly states?: number;
  readonly ms?: number;
}

/** An anomaly and the steps that lead to it. */
export interface Finding extends Anomaly {
  readonly steps: readonly string[];
}

/** What an exploration has seen. */
export interface Exploration {
  readonly scenario: string;
  readonly bounds: string;
  /** Every interleaving within the bounds was seen. Not if the budget ended before. */
  readonly isComplete: boolean;
  /** Different worlds. */
  readonly states: number;
  /** Worlds that were begun: one for each step from each of them. */
  readonly runs: number;
  readonly steps: number;
  /** The longest interleaving. */
  readonly depth: number;
  readonly seconds: number;
  /** The shortest of each kind. */
  readonly findings: readonly Finding[];
}

/**
 * Sees every interleaving of a scenario, short ones first, so that what it finds is as short as can be. A world cannot be
 * copied, because the promises of real code are in it; so each way begins anew and takes the same steps. A world that is
 * like one seen before is not followed.
 */
export async function explore(scenario: Scenario, budget: Budget = {}): Promise<Exploration> {
  return new Search(scenario, budget).run();
}

/** A step in its place: the way to a world is the chain up to it. */
interface Link {
  readonly before: Link | undefined;
  readonly index: number;
  readonly name: string;
  readonly depth: number;
}

class Search {
  readonly #scenario: Scenario;
  readonly #budget: Budget;
  readonly #seen = new Set<string>();
  /** The ways still to go, and before them those that were gone: as many as there were runs. */
  readonly #open: (Link | undefined)[] = [undefined];
  readonly #findings = new Map<AnomalyKind, Finding>();
  readonly #begunAt = performance.now();
  #runs = 0;
  #steps = 0;
  #depth = 0;

  constructor(scenario: Scenario, budget: Budget) {
    this.#scenario = scenario;
    this.#budget = budget;
  }

  async run(): Promise<Exploration> {
    for (; this.#runs < this.#open.length && !this.#isSpent(); this.#runs += 1) {
      const link = this.#open[this.#runs];
      await this.#look(await this.#arriveAt(link), link);
    }
    const { name, bounds } = this.#scenario;
    return {
      scenario: name,
      bounds,
      isComplete: this.#runs === this.#open.length,
      states: this.#seen.size,
      runs: this.#runs,
      steps: this.#steps,
      depth: this.#depth,
      seconds: (performance.now() - this.#begunAt) / 1_000,
      findings: [...this.#findings.values()],
    };
  }

  #isSpent(): boolean {
    const { states = Infinity, ms = Infinity } = this.#budget;
    return this.#seen.size >= states || performance.now() - this.#begunAt >= ms;
  }

  async #arriveAt(link: Link | undefined): Promise<World> {
    const world = this.#scenario.begin();
    await settle();
    for (const { index, name } of wayTo(link)) {
      const step = world.steps()[index];
      if (step?.name !== name) throw new NotRepeatable(name, step?.name);
      await this.#take(step);
    }
    return world;
  }

  async #take(step: Step): Promise<void> {
    this.#steps += 1;
    step.take();
    await settle();
  }

  async #look(world: World, link: Link | undefined): Promise<void> {
    if (!this.#isNew(world, link)) return;
    const steps = world.steps();
    const depth = (link?.depth ?? 0) + 1;
    steps.forEach(({ name }, index) => this.#open.push({ before: link, index, name, depth }));
    // The last thing that is done with this world: each way from here begins with a new one.
    if (world.isQuiet()) this.#note(await world.calmsDown(), link);
  }

  #isNew(world: World, link: Link | undefined): boolean {
    this.#depth = Math.max(this.#depth, link?.depth ?? 0);
    const anomalies = world.anomalies();
    this.#note(anomalies, link);
    const key = hash('sha1', world.key(), 'base64');
    if (anomalies.length > 0 || this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #note(anomalies: readonly Anomaly[], link: Link | undefined): void {
    for (const anomaly of anomalies) {
      const known = this.#findings.get(anomaly.kind);
      if (known && known.steps.length <= (link?.depth ?? 0)) continue;
      this.#findings.set(anomaly.kind, { ...anomaly, steps: wayTo(link).map(({ name }) => name) });
    }
  }
}

function wayTo(link: Link | undefined): Link[] {
  const way: Link[] = [];
  for (let at = link; at; at = at.before) way.push(at);
  return way.toReversed();
}

/** The same steps have led to another world: there is a clock or chance in it, and nothing that was seen can be trusted. */
export class NotRepeatable extends Error {
  readonly code = 'not-repeatable';

  constructor(wanted: string, found: string | undefined) {
    super(
      `The step "${wanted}" was possible before and is not now (there is ${found ? `"${found}"` : 'none'}): something in here waits for a timer, or throws a die.`,
    );
  }
}
