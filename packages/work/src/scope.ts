import type { AnyMessage, DataOf } from '@holdfast/contract-kit';
import type { Actor, Cause } from './call.ts';
import type { AnyEffect, RequestOf } from './effect.ts';

/** What a use case may know without changing anything. */
export interface ReadingScope {
  /** The database's clock at the start of the transaction. */
  readonly now: Date;
  readonly actor: Actor;
  /** What led here, when a message did. */
  readonly cause?: Cause;
}

/** `Says` is what the service declares to publish or send; saying anything else does not compile. */
export interface WritingScope<Says extends AnyMessage = AnyMessage> extends ReadingScope {
  /** A UUIDv7. In a consumer's scope it is derived from the consumed message, so that a rerun names the same things. */
  readonly newId: () => string;
  /**
   * Buffers a message; all are written by one statement, the last before COMMIT. Data that does not fit the contract
   * throws `InvalidMessage` here, at the line that says it. Throws {@link ScopeClosed} once the use case has returned. A
   * command that expires is said with a deadline, and no other message has one.
   */
  readonly publish: <M extends Says>(message: M, data: DataOf<M>, ...until: UntilOf<M>) => void;
  /**
   * Asks for an effect outside, which is performed after COMMIT. The same effect and key twice is one intent, for ever.
   * A request that does not fit its schema throws here. Throws {@link ScopeClosed} once the use case has returned.
   */
  readonly intend: <E extends AnyEffect>(effect: E, intent: { key: string; request: RequestOf<E> }) => void;
}

/** What is said beside the data of a message that expires: from when on it is of no use. */
export type UntilOf<M> = M extends { readonly expires: true } ? [Until] : [];

export interface Until {
  readonly deadline: Date;
}

/** One transaction: the service's own parts in it, and what may be said in it. */
export type Scope<Parts, Says extends AnyMessage = AnyMessage> = WritingScope<Says> & Parts;

/** A read-only transaction. There is nothing to say in it. */
export type ReadScope<Parts> = ReadingScope & Parts;

/** The scope of a read that belongs to a writing scope `S`. */
export type ReadOf<S> = Omit<S, 'publish' | 'intend' | 'newId'>;
