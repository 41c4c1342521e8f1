import { encode, subjectOf, typeOf, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import { deadlineFor } from './deadline.ts';
import type { Call } from './call.ts';
import type { Said } from './outbox-writer.ts';
import type { Until, UntilOf } from './scope.ts';

/** What one attempt has said so far. An attempt that is run again begins with an empty one. */
export class Saying {
  readonly said: Said[] = [];
  readonly #call: Call;
  readonly #newId: () => string;
  #isClosed = false;

  constructor(call: Call, newId: () => string) {
    this.#call = call;
    this.#newId = newId;
  }

  /** Encodes at once: data that does not fit throws where it is said, and later changes to it are not sent. */
  readonly publish = <M extends AnyMessage>(message: M, data: DataOf<M>, ...until: UntilOf<M>): void => {
    if (this.#isClosed) throw new ScopeClosed(typeOf(message));
    const payload = encode(message, data);
    const [asked] = until as readonly Until[];
    const deadline = asked && deadlineFor(asked.deadline, this.#call.cause?.deadline);
    const said = { id: this.#newId(), message, subject: subjectOf(message, data), payload, call: this.#call };
    this.said.push({ ...said, ...(deadline && { deadline }) });
  };

  /** From here on nothing can be said: it would not be written any more, and nobody would notice. */
  close(): void {
    this.#isClosed = true;
  }
}

/** Something was said or intended after its use case had returned, most likely by a promise that nobody awaited. */
export class ScopeClosed extends Error {
  readonly code = 'scope-closed';
  readonly type: string;

  constructor(type: string, what: 'published' | 'intended' = 'published') {
    super(`${type} was ${what} after its use case had returned. Await everything that a use case begins.`);
    this.type = type;
  }
}
