/** Puts the functions that transformed files call for their decorators under the name that the transformer writes. */
export function offerDecoratorHelpers(): void {
  globalThis.babelHelpers ??= { decorate, decorateParam, decorateMetadata };
}

declare global {
  var babelHelpers: object | undefined;
}

type Decorator = (target: unknown, key?: PropertyKey, descriptor?: unknown) => unknown;
type Target = [target: object] | [target: object, key: PropertyKey, descriptor: PropertyDescriptor | null | undefined];

/**
 * Applies decorators from the last to the first, as TypeScript's legacy decorators are defined. `null` as descriptor
 * means a method, whose present descriptor is read and written; `undefined` means a property, which has none.
 */
function decorate(decorators: Decorator[], ...[target, key, described]: Target): unknown {
  if (key === undefined) return decorators.reduceRight<unknown>((made, apply) => apply(made) ?? made, target);
  const present = described === null ? Object.getOwnPropertyDescriptor(target, key) : described;
  const made = decorators.reduceRight<unknown>((now, apply) => apply(target, key, now) ?? now, present);
  if (typeof made === 'object' && made !== null) Object.defineProperty(target, key, made);
  return made;
}

function decorateParam(index: number, apply: (target: unknown, key: unknown, index: number) => void) {
  return (target: unknown, key?: PropertyKey): void => apply(target, key, index);
}

/** Without `reflect-metadata` there is nobody to keep the metadata, and the program did not ask for it. */
function decorateMetadata(name: string, value: unknown): Decorator {
  const { metadata } = Reflect as { metadata?: (name: string, value: unknown) => Decorator };
  return metadata?.(name, value) ?? (() => undefined);
}
