import { inCall, Work, type Call, type UseCase } from '@holdfast/work';
import { memoryEngine, type MemoryTransaction } from '@holdfast/work/testing';
import {
  createIntents,
  Executor,
  type ExecutorOptions,
  type ExecutorSettings,
  type Performance,
} from '../src/index.ts';
import { MemoryEffectStore } from '../src/testing.ts';
import { FakeSprinkler, SowSeeds, watering, WaterPlant, type Diary, type GardenScope } from './garden.ts';

class GardenWork extends Work<GardenScope> {}

export const aCall: Call = {
  actor: { id: 'ann', roles: ['gardener'] },
  correlationId: 'c-1',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  subject: 'oak',
  cause: { messageId: 'm-1', correlationId: 'c-1', at: new Date(7) },
};

/** A garden in memory: its diary, its sprinkler, and executors on one store. */
export class MemoryGarden {
  readonly store = new MemoryEffectStore();
  readonly sprinkler = new FakeSprinkler();
  /** What was concluded and committed, in sequence. */
  readonly diary: { key: string; outcome: unknown }[] = [];
  /** The conclusion fails while this is set. */
  bug: Error | undefined;

  readonly engine = memoryEngine({
    service: 'garden',
    parts: (trx) => ({ diary: this.#diaryOn(trx) }),
    intents: createIntents({ store: this.store }),
  });
  readonly work = new GardenWork(this.engine);

  executor(settings: Partial<ExecutorSettings> = {}, more: Partial<ExecutorOptions> = {}): Executor {
    const quick = { pollMs: 5, undecided: 2, backoff: { firstMs: 0, longestMs: 0 }, ...settings };
    const performances: Performance[] = [watering(this.sprinkler)];
    return new Executor({
      service: 'garden',
      store: this.store,
      engine: this.engine,
      performances,
      ...more,
      settings: quick,
    });
  }

  /** Intends to water plants, in one transaction. */
  async water(...plants: string[]): Promise<void> {
    await this.run(async ({ intend }) => {
      for (const plant of plants) intend(WaterPlant, { key: plant, request: { plant, litres: 2 } });
    });
  }

  async sow(bed: string): Promise<void> {
    await this.run(async ({ intend }) => intend(SowSeeds, { key: bed, request: { bed } }));
  }

  async run(body: (scope: GardenScope) => Promise<void>): Promise<void> {
    const anything = Object.assign((_: null, scope: GardenScope) => body(scope), { useCase: 'garden.anything' });
    await inCall(aCall, () => this.work.run(anything as UseCase<null, GardenScope, void>, null));
  }

  /** The intent of a key, if there is only one. */
  intentOf(key: string) {
    return this.store.intents().find((intent) => intent.key === key)!;
  }

  #diaryOn(trx: MemoryTransaction): Diary {
    return {
      write: async (key, outcome) => {
        if (this.bug) throw this.bug;
        trx.atCommit(() => this.diary.push({ key, outcome }));
      },
    };
  }
}
