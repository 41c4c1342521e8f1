import type { Transaction } from 'kysely';
import type { AnyTransaction } from './any-transaction.ts';

/** What makes a repeated request the same request: the caller's key, and a hash of what was asked. */
export interface Once {
  readonly key: string;
  readonly bodyHash: string;
}

/** Whose key it is, and for what. The same key of another actor or for another use case is another key. */
export interface Asking {
  readonly actorId: string;
  readonly useCase: string;
  readonly once: Once;
}

/**
 * Runs `run` unless it has been run for this key, and gives the first answer again if it has. Key, effect and answer
 * commit together. A second request with the key waits at the insert until the first one is decided: if that commits it
 * is given the answer, if that fails the key is free and it runs itself.
 *
 * The answer goes through JSON, also the first time, so that no caller can come to rely on what a repeat cannot give.
 */
export async function onlyOnce<R>(trx: AnyTransaction, asking: Asking, run: () => Promise<R>): Promise<R> {
  const keys = new IdempotencyKeys(trx, asking);
  if (!(await keys.take())) return (await keys.answer()) as R;
  const answer = JSON.stringify({ value: await run() });
  await keys.keep(answer);
  return valueIn(answer) as R;
}

/** A key was used again for something else. The first answer stands, and nothing new has happened. */
export class IdempotencyKeyReused extends Error {
  readonly code = 'idempotency-key-reused';
  readonly key: string;

  constructor(key: string) {
    super(`The idempotency key ${key} was used before, with another body. Take a new key for a new request.`);
    this.key = key;
  }
}

interface WorkDb {
  'holdfast.idempotency_key': {
    actor_id: string;
    use_case: string;
    key: string;
    body_hash: string;
    answer: string | null;
  };
}

class IdempotencyKeys {
  readonly #trx: Transaction<WorkDb>;
  readonly #row: { actor_id: string; use_case: string; key: string };
  readonly #bodyHash: string;

  constructor(trx: AnyTransaction, { actorId, useCase, once }: Asking) {
    this.#trx = trx;
    this.#row = { actor_id: actorId, use_case: useCase, key: once.key };
    this.#bodyHash = once.bodyHash;
  }

  /** Whether the key was free. It waits for whoever holds it. */
  async take(): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#trx
      .insertInto('holdfast.idempotency_key')
      .values({ ...this.#row, body_hash: this.#bodyHash, answer: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows === 1n;
  }

  async answer(): Promise<unknown> {
    const known = await this.#trx
      .selectFrom('holdfast.idempotency_key')
      // As text: what a service has told pg to make of json is not our business.
      .select((column) => ['body_hash', column.cast<string>('answer', 'text').as('answer')])
      .where((column) => column.and(this.#row))
      .executeTakeFirstOrThrow();
    if (known.body_hash !== this.#bodyHash) throw new IdempotencyKeyReused(this.#row.key);
    return valueIn(known.answer);
  }

  async keep(answer: string): Promise<void> {
    await this.#trx
      .updateTable('holdfast.idempotency_key')
      .set({ answer })
      .where((column) => column.and(this.#row))
      .execute();
  }
}

/** Wrapped, because a use case may answer with nothing, and JSON has no `undefined`. */
function valueIn(answer: string): unknown {
  return (JSON.parse(answer) as { value?: unknown }).value;
}
