/** What a handler throws to say what its failure means. Everything else that it throws is retryable. */
abstract class HandlerFailure extends Error {}

/** Try it again later: what it needs is not there yet, or not now. */
export class Retryable extends HandlerFailure {
  readonly code = 'retryable';
}

/** Never try it again: this message can have no effect, whatever happens. Its key waits for a person. */
export class Fatal extends HandlerFailure {
  readonly code = 'fatal';
}

/** Do not try it again by yourself: its key waits until a person has released or dropped it. */
export class Park extends HandlerFailure {
  readonly code = 'park';
}
