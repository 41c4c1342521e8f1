import type { AnyMessage, Need, Received } from '@holdfast/contract-kit';
import type { Handler } from '../consumer/handler.ts';

// oxlint-disable typescript/no-explicit-any -- a decorator's type sees methods of any scope

/** Which consumer a handler belongs to: `<service>.<what-for>`, for ever. */
export interface OnOptions<T extends string = string> {
  readonly consumer: string;
  /**
   * The method that is called instead when the deadline of the message has passed: its sender has given up, so all that is
   * left is to say so. A message that expires needs one.
   */
  readonly tooLate?: T;
}

/**
 * Makes a method handle a message: it is given what it needs of it, and a scope that is the transaction in which inbox,
 * effect, outgoing messages and position commit together. A method that reads what it did not name does not compile.
 *
 * Nest's guards, pipes, interceptors and filters do not run on such a method.
 */
export function On<N extends Need<any, any> | AnyMessage, const T extends string = never>(
  need: N,
  { consumer, tooLate }: OnOptions<T>,
) {
  refuseUnsafe(consumer);
  return <F extends HandlerMethod<Received<N>>>(
    target: Record<NoInfer<T>, HandlerMethod<Received<N>>>,
    key: string,
    _method: TypedPropertyDescriptor<F>,
  ): void => declare(target, { consumer, need, method: key, ...(tooLate !== undefined && { tooLate }) });
}

/**
 * Makes a method handle all messages of a type that stand side by side, as an array: for one statement instead of many.
 * Its scope has neither `publish` nor `intend` nor `newId`, because what they make must not depend on how messages happened
 * to arrive. When the method fails with several, each of them is handed over alone.
 */
export function OnBatch<N extends Need<any, any> | AnyMessage>(need: N, { consumer }: Pick<OnOptions, 'consumer'>) {
  refuseUnsafe(consumer);
  return <F extends HandlerMethod<readonly Received<N>[]>>(
    target: object,
    key: string,
    _method: TypedPropertyDescriptor<Voiceless<F>>,
  ): void => declare(target, { consumer, need, method: key, isForBatches: true });
}

/** The handlers that these providers declare, inherited ones among them; other providers have none. */
export function handlersOf(providers: Iterable<unknown>): Handler[] {
  return [...new Set(providers)]
    .filter((provider) => typeof provider === 'object' && provider !== null)
    .flatMap(handlersIn);
}

type HandlerMethod<D> = (data: D, scope: any) => Promise<unknown> | void;

/** A method whose scope has nothing to say with; any other is no handler of batches. */
type Voiceless<F extends HandlerMethod<any>> =
  Extract<keyof NonNullable<Parameters<F>[1]>, 'publish' | 'intend' | 'newId'> extends never ? F : never;

interface Declaration {
  readonly consumer: string;
  readonly need: Need<AnyMessage, unknown> | AnyMessage;
  readonly method: string;
  readonly tooLate?: string;
  readonly isForBatches?: boolean;
}

const topicSafe = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;
const declarations = new WeakMap<object, readonly Declaration[]>();

function refuseUnsafe(consumer: string): void {
  if (topicSafe.test(consumer)) return;
  throw new Error(
    `The consumer "${consumer}" cannot be the name of a group. Write <service>.<what-for> in kebab-case.`,
  );
}

function declare(target: object, declaration: Declaration): void {
  declarations.set(target, [...(declarations.get(target) ?? []), declaration]);
}

function handlersIn(provider: object): Handler[] {
  const calling = (method: string) => (data: unknown, scope: unknown) =>
    (provider as Record<string, (...given: unknown[]) => unknown>)[method]!(data, scope);
  return prototypesOf(provider)
    .flatMap((prototype) => declarations.get(prototype) ?? [])
    .map(({ method, tooLate, ...declared }) => ({
      ...declared,
      run: calling(method),
      ...(tooLate !== undefined && { tooLate: calling(tooLate) }),
    }));
}

function prototypesOf(instance: object): object[] {
  const prototype: unknown = Object.getPrototypeOf(instance);
  return prototype === null || prototype === Object.prototype
    ? []
    : [prototype as object, ...prototypesOf(prototype as object)];
}
