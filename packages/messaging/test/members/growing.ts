import { createEngine, type Scope, type WorkEngine } from '@holdfast/work';
import type { Broker } from '../../src/broker/broker.ts';
import { createOutbox } from '../../src/outbox/create-outbox.ts';
import { postgresRelayStore } from '../../src/relay/postgres-relay-store.ts';
import { Relay } from '../../src/relay/relay.ts';
import { TreeGrew } from '../garden.ts';
import type { MessagingDatabase } from '../messaging-database.ts';

/** Trees that grow, each in a sequence of its own, and a relay that tells of it. */
export class Growing {
  readonly trees: readonly string[] = Array.from({ length: 24 }, (_, n) => `tree-${n}`);
  /** The last number that was committed of each tree. */
  readonly heights = new Map<string, number>();
  readonly #database: MessagingDatabase;
  readonly #open: () => Broker;
  #isGrowing = false;
  #growing: Promise<unknown> = Promise.resolve();

  constructor(database: MessagingDatabase, open: () => Broker) {
    this.#database = database;
    this.#open = open;
  }

  /** Each tree has one writer, so that its numbers are committed in their sequence. */
  start(): void {
    this.#isGrowing = true;
    this.#growing = this.#grow();
  }

  /** Resolves when nothing grows any more and everything is sent, and what has sent it is gone. */
  async pause(): Promise<void> {
    this.#isGrowing = false;
    await this.#growing;
  }

  async #grow(): Promise<void> {
    const broker = this.#open();
    const relay = new Relay({ service: 'garden', store: postgresRelayStore(this.#database.relay), broker });
    const engine = createEngine({
      service: 'garden',
      database: this.#database.app,
      parts: () => ({}),
      outbox: createOutbox({ service: 'garden', wake: () => relay.wake() }),
    });
    relay.start();
    await Promise.all([0, 1, 2, 3].map((gardener) => this.#tend(engine, (index) => index % 4 === gardener)));
    while ((await relay.flush(5_000)) === 'left');
    await relay.stop();
    await broker.close();
  }

  async #tend(engine: WorkEngine<Scope<object>>, isMine: (index: number) => boolean): Promise<void> {
    const call = { actor: engine.anonymous, correlationId: 'growth', traceparent: '' };
    while (this.#isGrowing) {
      for (const treeId of this.trees.filter((_, index) => isMine(index))) {
        const number = (this.heights.get(treeId) ?? 0) + 1;
        await engine.transact(call, async ({ scope }) => scope.publish(TreeGrew, { treeId, number, note: '' }));
        this.heights.set(treeId, number);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
