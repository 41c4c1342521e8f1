import { randomUUID } from 'node:crypto';
import { MemoryTickOutbox } from '@holdfast/messaging/testing';
import type { OutboxWriter } from '@holdfast/work';
import { memoryEngine, MemoryTransaction } from '@holdfast/work/testing';
import { Actor } from '../explorer/actor.ts';
import { TreeGrew } from '../explorer/garden.ts';
import type { ExploredOutbox } from './explored-outbox.ts';
import type { Ledger, Written } from './ledger.ts';

export interface WriterOptions {
  readonly name: string;
  readonly event: Written;
  readonly outbox: ExploredOutbox;
  readonly isNumberedEarly: boolean;
  readonly ledger: Ledger;
  /** The rows of the aggregates. */
  readonly locks: Map<string, MemoryTransaction>;
}

/** A use case of the production engine: it says something about a tree, and only then locks the tree. */
export class Writer extends Actor {
  readonly #options: WriterOptions;
  #transaction: MemoryTransaction | undefined;

  constructor(options: WriterOptions) {
    super(options.name);
    this.#options = options;
    void this.#write().catch(() => undefined);
  }

  /** Whether it has a transaction open, or has had one. */
  get hasBegun(): boolean {
    return this.#transaction !== undefined;
  }

  override crashes(): void {
    super.crashes();
    this.#transaction?.rollback();
  }

  async #write(): Promise<void> {
    const { event, outbox, ledger, locks } = this.#options;
    const writer = outbox.writer({ service: 'garden' });
    const held: OutboxWriter = {
      write: async (...given) => {
        await this.call('insert', async () => {
          await writer.write(...given);
          return placeIn(outbox);
        });
        await this.call('commit', () => undefined);
      },
      committed: () => writer.committed(),
    };
    const engine = memoryEngine({ service: 'garden', parts: () => ({}), outbox: held });
    await this.call('begin', () => undefined);
    await engine.transact(callThatMakes(event), async ({ trx, scope }) => {
      this.#transaction = MemoryTransaction.of(trx);
      scope.publish(TreeGrew, { treeId: event.key, number: 1 });
      await this.#takeNumber();
      await this.call(`lock ${event.key}`, () => this.#transaction!.lock(locks, event.key));
      this.#transaction.atCommit(() => ledger.commits(event));
    });
  }

  async #takeNumber(): Promise<void> {
    const { outbox, isNumberedEarly } = this.#options;
    if (!isNumberedEarly || !(outbox instanceof MemoryTickOutbox)) return;
    await this.call('write something else', () => {
      outbox.begin(this.#transaction!);
      return placeIn(outbox);
    });
  }
}

/** Which number it has got is decided here and not to be seen before the commit. */
function placeIn(outbox: ExploredOutbox): unknown {
  const { lastId, xid, state } = outbox.backup() as {
    lastId?: bigint;
    xid?: bigint;
    state?: { lastId: bigint; slot: number };
  };
  return [lastId ?? state?.lastId, xid, state?.slot];
}

function callThatMakes({ id }: Written) {
  return { actor: { id: 'gardener', roles: [] }, correlationId: randomUUID(), traceparent: '', ids: () => () => id };
}
