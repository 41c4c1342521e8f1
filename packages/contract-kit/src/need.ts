import type { AnyMessage, DataOf } from './message.ts';

/** What a reader needs of a message. Only this is validated when it reads, and only this can be read. */
export interface Need<M, P> {
  readonly message: M;
  readonly pick: P;
}

type Scalar = string | number | boolean | bigint | symbol | null | undefined;

/** `true` for all of it, or the needed fields one by one. Lists, tuples and records are needed as a whole. */
export type PickShape<T> = T extends Scalar | readonly unknown[]
  ? true
  : string extends keyof T
    ? true
    : true | { [K in keyof T]?: PickShape<T[K]> };

/** The part of `T` that a pick names. A union is picked variant by variant; what may be missing may still be missing. */
export type Picked<T, P> = P extends true
  ? T
  : T extends Scalar
    ? T
    : { [K in keyof T as K extends keyof P ? K : never]: K extends keyof P ? Picked<T[K], P[K]> : never };

/**
 * Says what a reader needs of a message. Fields that are not named here may be missing, may be renamed and may hold
 * values that this reader has never heard of.
 */
export function need<M extends AnyMessage, const P extends PickShape<DataOf<M>>>(
  message: M,
  pick: P & Known<DataOf<M>, P>,
): Need<M, P> {
  return Object.freeze({ message, pick });
}

/** What a handler is given: the picked part for a need, everything for a message. */
export type Received<N> =
  N extends Need<infer M, infer P> ? Picked<DataOf<M>, P> : N extends AnyMessage ? DataOf<N> : never;

/** The message behind a need, or the message itself. */
export function messageOf(needOrMessage: Need<AnyMessage, unknown> | AnyMessage): AnyMessage {
  return 'pick' in needOrMessage ? needOrMessage.message : needOrMessage;
}

/** Turns every field that no variant of `T` has into `never`: a type argument alone would let it pass. */
type Known<T, P> = P extends true
  ? true
  : { readonly [K in keyof P]: K extends FieldOf<T> ? Known<ValueOf<T, K>, P[K]> : never };
type FieldOf<T> = T extends Scalar ? never : keyof T;
type ValueOf<T, K> = T extends Scalar ? never : K extends keyof T ? T[K] : never;
