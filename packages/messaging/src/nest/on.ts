import type { AnyMessage, Need, Received } from '@holdfast/contract-kit';
import type { Handler } from '../consumer/handler.ts';

// oxlint-disable typescript/no-explicit-any -- a decorator's type sees methods of any scope

/** Which consumer a handler belongs to: `<service>.<what-for>`, for ever. */
export interface OnOptions {
  readonly consumer: string;
}

/**
 * Makes a method handle a message: it is given what it needs of it, and a scope that is the transaction in which inbox,
 * effect, outgoing messages and position commit together. A method that reads what it did not name does not compile.
 *
 * Nest's guards, pipes, interceptors and filters do not run on such a method.
 */
export function On<N extends Need<any, any> | AnyMessage>(need: N, { consumer }: OnOptions) {
  if (!topicSafe.test(consumer)) {
    throw new Error(
      `The consumer "${consumer}" cannot be the name of a group. Write <service>.<what-for> in kebab-case.`,
    );
  }
  return <F extends (data: Received<N>, scope: any) => Promise<unknown> | void>(
    target: object,
    key: string,
    _method: TypedPropertyDescriptor<F>,
  ): void => {
    const declared = declarations.get(target) ?? [];
    declarations.set(target, [...declared, { consumer, need, method: key }]);
  };
}

/** The handlers that these providers declare with `@On`, inherited ones among them; other providers have none. */
export function handlersOf(providers: Iterable<unknown>): Handler[] {
  return [...new Set(providers)]
    .filter((provider) => typeof provider === 'object' && provider !== null)
    .flatMap(handlersIn);
}

interface Declaration {
  readonly consumer: string;
  readonly need: Need<AnyMessage, unknown> | AnyMessage;
  readonly method: string;
}

const topicSafe = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;
const declarations = new WeakMap<object, readonly Declaration[]>();

function handlersIn(provider: object): Handler[] {
  return prototypesOf(provider)
    .flatMap((prototype) => declarations.get(prototype) ?? [])
    .map(({ consumer, need, method }) => ({
      consumer,
      need,
      run: (data: unknown, scope: unknown) =>
        (provider as Record<string, (...given: unknown[]) => unknown>)[method]!(data, scope),
    }));
}

function prototypesOf(instance: object): object[] {
  const prototype: unknown = Object.getPrototypeOf(instance);
  return prototype === null || prototype === Object.prototype
    ? []
    : [prototype as object, ...prototypesOf(prototype as object)];
}
