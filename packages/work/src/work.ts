import { newTraceparent } from '@holdfast/telemetry';
import { currentCall, type Call } from './call.ts';
import type { WorkEngine } from './engine.ts';
import { newMessageId } from './ids.ts';
import { onlyOnce, type Once } from './once.ts';
import type { ReadOf } from './scope.ts';
import type { UseCase } from './use-case.ts';

/**
 * The one way from an edge to a transaction. A service names its own, so that Nest can inject it:
 * `export class GardenWork extends Work<GardenScope> {}`.
 */
export class Work<S> {
  readonly #engine: WorkEngine<S>;

  constructor(engine: WorkEngine<S>) {
    this.#engine = engine;
  }

  /**
   * Opens a transaction, builds the scope, runs the use case, writes the outbox, commits. Reruns the whole on a
   * serialization failure or a deadlock. With `once` the same key and body is answered again without a new effect;
   * another body under the key throws `IdempotencyKeyReused`.
   */
  run<C, R>(useCase: UseCase<C, S, R>, command: C, { once }: { once?: Once } = {}): Promise<R> {
    const call = this.#call();
    return this.#engine.transact(call, ({ trx, scope }) => {
      const run = () => useCase(command, scope);
      return once ? onlyOnce(trx, { actorId: call.actor.id, useCase: useCase.useCase, once }, run) : run();
    });
  }

  /** Answers a question in a read-only transaction; `publish`, `intend` and `newId` do not exist in it. */
  read<C, R>(query: UseCase<C, ReadOf<S>, R>, question: C): Promise<R> {
    return this.#engine.read(this.#call(), ({ scope }) => query(question, scope));
  }

  /** The call that an edge has opened, or a new one of nobody in particular. */
  #call(): Call {
    return (
      currentCall() ?? {
        actor: this.#engine.anonymous,
        correlationId: newMessageId(),
        traceparent: newTraceparent(),
      }
    );
  }
}
