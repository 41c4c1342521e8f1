import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Scope, WorkEngine } from '@holdfast/work';
import { sql, type Transaction } from 'kysely';
import { TreeGrew } from './garden.ts';
import type { Notes } from './notes.ts';
import { isDropped, treesOf } from './trees.ts';

type GardenEngine = WorkEngine<Scope<{ notes: Notes }>>;

/** Lets trees grow, many in one transaction, for as long as the campaign wants it and as fast as it says. */
export class Growing {
  readonly #engine: GardenEngine;
  readonly #trees: readonly string[];
  /** How long the oldest message of this process's outbox waits. */
  readonly #waitingMs: () => number;
  #isEnding = false;
  #loop: Promise<void> | undefined;

  constructor(engine: GardenEngine, trees: number, waitingMs: () => number) {
    this.#engine = engine;
    this.#trees = treesOf(trees);
    this.#waitingMs = waitingMs;
  }

  start(): void {
    this.#loop ??= this.#grow();
  }

  async stop(): Promise<void> {
    this.#isEnding = true;
    await this.#loop;
  }

  async #grow(): Promise<void> {
    while (!this.#isEnding) {
      const restMs = this.#waitingMs() > 3_000 ? 100 : await this.#growSome().catch(() => 100);
      if (restMs > 0) await wait(restMs);
    }
  }

  /** Grows some, in one transaction, and answers how long to rest. One time in twenty it is all taken back. */
  async #growSome(): Promise<number> {
    const call = { actor: this.#engine.anonymous, correlationId: 'growth', traceparent: '' };
    const takesBack = randomInt(20) === 0;
    const startedAt = performance.now();
    try {
      return await this.#engine.transact(call, async ({ trx, scope }) => {
        const pace = await paceOf(trx);
        if (!pace) return 200;
        const count = pace.per_second === null ? 100 : Math.min(100, Math.ceil(pace.per_second / 20));
        for (const { tree_id: treeId, grown } of await grow(trx, this.#some(count))) {
          const note = isDropped(treeId, grown) ? 'x'.repeat(1_200_000) : '';
          // What is taken back has a number that nobody may ever note.
          scope.publish(TreeGrew, { treeId, number: takesBack ? -grown : grown, note });
        }
        if (takesBack) throw new TakenBack();
        return pace.per_second === null ? 0 : (1_000 * count) / pace.per_second - (performance.now() - startedAt);
      });
    } catch (error) {
      if (error instanceof TakenBack) return 0;
      throw error;
    }
  }

  #some(count: number): string[] {
    const some = new Set<string>();
    while (some.size < Math.min(count, this.#trees.length)) some.add(this.#trees[randomInt(this.#trees.length)]!);
    return [...some];
  }
}

class TakenBack extends Error {}

async function paceOf(trx: Transaction<unknown>): Promise<{ per_second: number | null } | undefined> {
  const { rows } = await sql<{ per_second: number | null }>`select per_second from pace where is_open`.execute(trx);
  return rows[0];
}

/** In the sequence of their names, so that two who grow the same trees wait for each other and do not deadlock. */
async function grow(
  trx: Transaction<unknown>,
  trees: readonly string[],
): Promise<{ tree_id: string; grown: number }[]> {
  const { rows } = await sql<{ tree_id: string; grown: number }>`
    with locked as materialized (
      select tree_id from tree where tree_id = any(${trees}) order by tree_id for update)
    update tree set grown = grown + 1 from locked where tree.tree_id = locked.tree_id
    returning tree.tree_id, grown`.execute(trx);
  return rows;
}
