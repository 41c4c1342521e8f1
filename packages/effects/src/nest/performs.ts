import type { AnyEffect, Conclusion, UseCase } from '@holdfast/work';
import type { Performance } from '../performance.ts';
import type { Performer } from '../performer.ts';

// oxlint-disable typescript/no-explicit-any -- a decorator's type sees use cases of any scope

/** Makes a class perform an effect. `conclude` commits exactly once per intent, in the transaction that marks it concluded. */
export function Performs<E extends AnyEffect>(effect: E, conclude: UseCase<Conclusion<E>, any, void>) {
  return (target: new (...args: any[]) => Performer<E>): void => {
    const declared = declarations.get(target) ?? [];
    declarations.set(target, [
      ...declared,
      { effect, conclude: conclude as UseCase<Conclusion<AnyEffect>, any, void> },
    ]);
  };
}

/** What these providers perform by `@Performs`; other providers perform nothing. */
export function performancesOf(providers: Iterable<unknown>): Performance[] {
  return [...new Set(providers)]
    .filter((provider): provider is Performer<AnyEffect> => typeof provider === 'object' && provider !== null)
    .flatMap((performer) => declaredBy(performer).map((declared) => ({ ...declared, performer })));
}

type Declaration = Omit<Performance, 'performer'>;

const declarations = new WeakMap<object, readonly Declaration[]>();

function declaredBy(performer: object): readonly Declaration[] {
  // The class itself and not the classes that it extends: one that shares a base performs an effect of its own.
  const { constructor: target } = performer as { constructor?: unknown };
  return typeof target === 'function' ? (declarations.get(target) ?? []) : [];
}
