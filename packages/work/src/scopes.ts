import { inCall, type Call } from './call.ts';
import { newMessageId } from './ids.ts';
import { Intending } from './intending.ts';
import type { Intended } from './intent-writer.ts';
import type { Said } from './outbox-writer.ts';
import { Saying } from './saying.ts';
import type { Scope } from './scope.ts';

/**
 * The scopes that were opened in one attempt at a transaction, one after the other, and what was said and intended in
 * all of them, in sequence.
 */
export class Scopes<Parts extends object> {
  readonly said: Said[] = [];
  readonly intended: Intended[] = [];
  /** Of the first scope: whose transaction it is. */
  correlationId = '';
  readonly now: Date;
  readonly #parts: () => Parts;

  constructor(now: Date, parts: () => Parts) {
    this.now = now;
    this.#parts = parts;
  }

  /** Runs `run` in a scope of its own, which is closed when `run` has ended. */
  async within<T>(call: Call, run: (scope: Scope<Parts>) => Promise<T> | T): Promise<T> {
    this.correlationId ||= call.correlationId;
    const { actor, cause, ids } = call;
    const newId = ids?.() ?? newMessageId;
    const [saying, intending] = [new Saying(call, newId), new Intending(call)];
    const [{ publish }, { intend }] = [saying, intending];
    const scope = { ...this.#parts(), now: this.now, actor, ...(cause && { cause }), newId, publish, intend };
    try {
      const answer = await inCall(call, () => run(scope));
      this.said.push(...saying.said);
      this.intended.push(...intending.intended);
      return answer;
    } finally {
      saying.close();
      intending.close();
    }
  }
}
