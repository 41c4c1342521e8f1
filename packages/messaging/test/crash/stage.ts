import type { Servers } from '@holdfast/local-infra';
import type { KillAt } from '@holdfast/testkit';
import type { OutboxTable } from '../../src/index.ts';
import { Supervised } from './supervised.ts';
import { kinds, stepsOf } from './trees.ts';
import { TwoServices, type ServiceName } from './two-services.ts';

/** The two services over one of the outboxes, and the processes that run them at the moment. */
export class Stage {
  readonly two: TwoServices;
  readonly outbox: OutboxTable;
  readonly #running: Supervised[] = [];

  static async on(servers: Servers, outbox: OutboxTable): Promise<Stage> {
    return new Stage(await TwoServices.on(servers, outbox), outbox);
  }

  private constructor(two: TwoServices, outbox: OutboxTable) {
    this.two = two;
    this.outbox = outbox;
  }

  start(service: ServiceName, kill?: KillAt): Supervised {
    const process = new Supervised(this.two.settings[service], kill);
    this.#running.push(process);
    return process;
  }

  async plantEveryKind(count: number): Promise<string[]> {
    const planted: string[][] = [];
    for (const kind of kinds) planted.push(await this.two.plant(count, kind));
    return planted.flat();
  }

  /** What became of the trees at both ends, when nothing is on its way any more. Stops early when a process has failed. */
  async outcome(trees: readonly string[]): Promise<Outcome> {
    const isInVain = () => this.#failures().length > 0;
    await this.two.settle(trees, isInVain);
    const [library, garden] = [await this.two.notes('library', trees), await this.two.notes('garden', trees)];
    return { outbox: this.outbox, failures: this.#failures(), library, garden };
  }

  /** What should have become of them: each step once, and in its sequence. */
  expected(trees: readonly string[]): Outcome {
    const steps = Object.fromEntries(trees.map((tree) => [tree, stepsOf(tree)]));
    return { outbox: this.outbox, failures: [], library: steps, garden: steps };
  }

  /** What the processes said about their troubles. */
  said(): string {
    return this.#running.map(({ said }) => `${this.outbox}: ${said.slice(-3_000)}`).join('\n');
  }

  /** Ends every process. */
  async clear(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((one) => one.end()));
  }

  #failures(): string[] {
    return this.#running.flatMap(({ failure }) => failure ?? []);
  }
}

interface Outcome {
  readonly outbox: OutboxTable;
  readonly failures: readonly string[];
  readonly library: Readonly<Record<string, readonly number[]>>;
  readonly garden: Readonly<Record<string, readonly number[]>>;
}
