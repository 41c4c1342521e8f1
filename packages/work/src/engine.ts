import { AsyncLocalStorage } from 'node:async_hooks';
import { definePoint } from '@holdfast/telemetry';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { AnyTransaction } from './any-transaction.ts';
import { inCall, type Actor, type Call } from './call.ts';
import type { IntentWriter } from './intent-writer.ts';
import type { OutboxWriter } from './outbox-writer.ts';
import { rerunning } from './rerun.ts';
import type { ReadingScope, ReadOf, Scope } from './scope.ts';
import { Scopes } from './scopes.ts';

/** A transaction that is open, and the scope on it. */
export interface Opened<S> {
  readonly trx: AnyTransaction;
  readonly scope: S;
}

/** A transaction that several calls share, as where messages are handled together: all of them commit, or none. */
export interface Shared<S> {
  readonly trx: AnyTransaction;
  /** The database's clock at the start of the transaction. */
  readonly now: Date;
  /**
   * Runs `run` in a scope of the call's own: its actor, its ids, and what is said in it is caused by it. One after the
   * other, never two at once. What `run` throws is thrown, and the transaction should not be committed after it.
   */
  within<T>(call: Call, run: (scope: S) => Promise<T> | T): Promise<T>;
}

/** Opens transactions. `Work` uses it for use cases, messaging for handlers; services see neither. */
export interface WorkEngine<S> {
  readonly service: string;
  /** Who acts when no call is open. */
  readonly anonymous: Actor;
  /**
   * Runs `body` in a transaction, READ COMMITTED, and commits. What was said is written by one statement, the last before
   * COMMIT. On a serialization failure or a deadlock everything runs again: new transaction, new `now`, nothing said, the
   * call's ids from their beginning. Throws what `body` throws, and then nothing is changed and nothing said.
   *
   * A crash before COMMIT leaves nothing; after it, everything, and the relay finds what was said. An error of the
   * connection while COMMIT is under way leaves the caller in doubt: idempotency keys and the inbox are for that.
   */
  transact<T>(call: Call, body: (opened: Opened<S>) => Promise<T>): Promise<T>;
  /** The same for several calls in one transaction. What all of them said is written by one statement, in sequence. */
  transactTogether<T>(body: (shared: Shared<S>) => Promise<T>): Promise<T>;
  /** Runs `body` in a read-only transaction, in which every statement sees the same state. */
  read<T>(call: Call, body: (opened: Opened<ReadOf<S>>) => Promise<T>): Promise<T>;
}

/** What an engine is made of. */
export interface EngineOptions<Db, Parts extends object> {
  readonly service: string;
  readonly database: Kysely<Db>;
  /** The service's own parts on a transaction, its stores. Called for each attempt. */
  readonly parts: (trx: Transaction<Db>) => Parts;
  readonly outbox: OutboxWriter;
  /** Where intents go; without one, `intend` throws. */
  readonly intents?: IntentWriter;
  /** Who acts when no call is open; `{ id: 'anonymous', roles: [] }` when absent. */
  readonly anonymous?: Actor;
}

/** Makes the engine of a service, once, at its start. */
export function createEngine<Db, Parts extends object>(options: EngineOptions<Db, Parts>): WorkEngine<Scope<Parts>> {
  return new Engine(options);
}

/** A use case was run inside another one, on a connection of its own. */
export class TransactionInTransaction extends Error {
  readonly code = 'transaction-in-transaction';

  constructor() {
    super(
      'A transaction is open already, and a second one would commit without it. ' +
        'Call the other use case with the scope that is open: await otherUseCase(command, scope).',
    );
  }
}

interface Facts {
  readonly service: string;
  /** Of the first call in it. */
  readonly correlationId: string;
  /** How many messages the transaction says. */
  readonly said: number;
}

/** Everything is written, and nothing of it is committed. */
const committing = definePoint<Facts>('work.committing');
/** Everything is committed, and nobody has been told: neither the caller nor the relay. */
const committed = definePoint<Facts>('work.committed');

class Engine<Db, Parts extends object> implements WorkEngine<Scope<Parts>> {
  readonly service: string;
  readonly anonymous: Actor;
  readonly #options: EngineOptions<Db, Parts>;
  readonly #open = new AsyncLocalStorage<{ isOpen: boolean }>();

  constructor(options: EngineOptions<Db, Parts>) {
    this.service = options.service;
    this.anonymous = options.anonymous ?? { id: 'anonymous', roles: [] };
    this.#options = options;
  }

  transact<T>(call: Call, body: (opened: Opened<Scope<Parts>>) => Promise<T>): Promise<T> {
    return inCall(call, () =>
      this.transactTogether(({ trx, within }) => within(call, (scope) => body({ trx, scope }))),
    );
  }

  async transactTogether<T>(body: (shared: Shared<Scope<Parts>>) => Promise<T>): Promise<T> {
    const { answer, scopes } = await rerunning(() => this.#alone(() => this.#attempt(body)));
    committed.reached(this.#factsOf(scopes));
    if (scopes.said.length > 0) this.#options.outbox.committed();
    if (scopes.intended.length > 0) this.#options.intents?.committed();
    return answer;
  }

  read<T>(call: Call, body: (opened: Opened<ReadOf<Scope<Parts>>>) => Promise<T>): Promise<T> {
    const transaction = this.#options.database
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only');
    return inCall(call, () =>
      this.#alone(() =>
        transaction.execute(async (trx) =>
          body({ trx, scope: (await this.#readingScope(trx, call)) as ReadOf<Scope<Parts>> }),
        ),
      ),
    );
  }

  #attempt<T>(body: (shared: Shared<Scope<Parts>>) => Promise<T>) {
    const transaction = this.#options.database.transaction().setIsolationLevel('read committed');
    // #region attempt
    return transaction.execute(async (trx) => {
      const now = await startOf(trx);
      const scopes = new Scopes(now, () => this.#options.parts(trx));
      const answer = await body({ trx, now, within: (call, run) => scopes.within(call, run) });
      await this.#write(trx, scopes);
      if (scopes.said.length > 0) await this.#options.outbox.write(trx, scopes.said, now);
      committing.reached(this.#factsOf(scopes));
      return { answer, scopes };
    });
    // #endregion
  }

  async #write(trx: Transaction<Db>, { intended, now }: Scopes<Parts>): Promise<void> {
    if (intended.length === 0) return;
    if (!this.#options.intents) throw new Error(`${this.service} has nobody to perform ${intended[0]!.effect.name}.`);
    await this.#options.intents.write(trx, intended, now);
  }

  async #readingScope(trx: Transaction<Db>, { actor, cause }: Call): Promise<ReadingScope & Parts> {
    const parts = this.#options.parts(trx);
    return { ...parts, now: await startOf(trx), actor, ...(cause && { cause }) };
  }

  /** A second transaction would commit alone, and would wait for a connection while it holds one. */
  async #alone<T>(run: () => Promise<T>): Promise<T> {
    if (this.#open.getStore()?.isOpen) throw new TransactionInTransaction();
    const mark = { isOpen: true };
    // Closed afterwards, because what was begun in here and goes on (a timer, a stream) still carries the mark.
    return this.#open.run(mark, run).finally(() => (mark.isOpen = false));
  }

  #factsOf({ correlationId, said }: Scopes<Parts>): Facts {
    return { service: this.service, correlationId, said: said.length };
  }
}

/** The database's clock, because services on several machines must agree; the time at which the transaction began. */
async function startOf<Db>(trx: Transaction<Db>): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(trx);
  return rows[0]!.now;
}
