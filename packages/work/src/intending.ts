import type { Call } from './call.ts';
import type { AnyEffect, RequestOf } from './effect.ts';
import type { Intended } from './intent-writer.ts';
import { ScopeClosed } from './saying.ts';

/** What one attempt has intended so far. An attempt that is run again begins with nothing. */
export class Intending {
  readonly intended: Intended[] = [];
  readonly #call: Call;
  #isClosed = false;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Validates at once: a request that does not fit throws where it is made, and later changes to it do not count. */
  readonly intend = <E extends AnyEffect>(
    effect: E,
    { key, request }: { key: string; request: RequestOf<E> },
  ): void => {
    if (this.#isClosed) throw new ScopeClosed(effect.name, 'intended');
    if (key === '') throw new Error(`${effect.name} was intended without a key. Give it the subject, or more.`);
    this.intended.push({ effect, key, request: structuredClone(effect.request.parse(request)), call: this.#call });
  };

  /** From here on nothing can be intended: it would not be written any more, and nobody would notice. */
  close(): void {
    this.#isClosed = true;
  }
}
