import { AsyncLocalStorage } from 'node:async_hooks';

/** Who asked. */
export interface Actor {
  readonly id: string;
  readonly roles: readonly string[];
}

/** The message that led here. */
export interface Cause {
  readonly messageId: string;
  readonly correlationId: string;
  readonly at: Date;
  readonly deadline?: Date;
}

/** What an edge knows about a request or a message: who asked, what it belongs to, what led here. No transaction. */
export interface Call {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly traceparent: string;
  /** Set when a message led here. */
  readonly cause?: Cause;
  /** What it is about, where the edge knows: the subject of the message that led here. For logs. */
  readonly subject?: string;
  /**
   * Begins a sequence of ids, random ones when absent. It is called at the start of every attempt, so that an attempt
   * that is run again makes the same ids. A consumer passes `() => idsDerivedFrom(…)`.
   */
  readonly ids?: () => () => string;
}

const calls = new AsyncLocalStorage<Call>();

/** Runs `fn` so that {@link currentCall} finds `call` in it and in everything that it awaits. */
export function inCall<T>(call: Call, fn: () => T): T {
  return calls.run(call, fn);
}

/** The call that is being answered, for logs and for the edge's own use; undefined outside one. */
export function currentCall(): Call | undefined {
  return calls.getStore();
}
