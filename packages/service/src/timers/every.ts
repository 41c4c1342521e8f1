/** How long a timer rests after each turn. */
export interface EveryOptions {
  readonly ms: number;
}

/**
 * Makes a method of a provider run again and again while the service runs, in a call of its own (actor
 * `service:<name>`, role `service`), beginning with the messages. It rests about `ms` between the end of one turn and the
 * next, so turns never overlap; about, so that two instances of a service do not keep step.
 *
 * A turn that throws is logged, and the next one comes all the same. Nothing tells how many processes there are: what
 * a turn does must be right when another instance does it at the same time (`for update skip locked`).
 */
export function Every({ ms }: EveryOptions) {
  if (!(ms >= 1 && ms <= longestMs)) {
    throw new Error(`@Every({ ms: ${ms} }) is no time to rest. Write milliseconds, from 1 to ${longestMs} (a week).`);
  }
  return <F extends () => Promise<unknown> | void>(
    target: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<F>,
  ): void => {
    if (typeof target === 'function') {
      throw new Error(
        `@Every on ${target.name}.${method} would never run, because it is static. Leave \`static\` out.`,
      );
    }
    declarations.set(target, [...(declarations.get(target) ?? []), { ms, method }]);
  };
}

/** A method that runs again and again. */
export interface Recurring {
  /** `<class>.<method>`, for logs. */
  readonly name: string;
  readonly ms: number;
  run(): unknown;
}

/** The `@Every` methods of an instance, inherited ones among them, as methods of this instance. */
export function recurringIn(instance: unknown): Recurring[] {
  if (typeof instance !== 'object' || instance === null) return [];
  const declared = prototypesOf(instance).flatMap((prototype) => declarations.get(prototype) ?? []);
  return declared.map(({ ms, method }) => ({
    ms,
    name: `${instance.constructor.name}.${method}`,
    run: () => (instance as Record<string, () => unknown>)[method]!(),
  }));
}

// A timer of Node that is told to wait longer than 24.8 days fires at once.
const longestMs = 7 * 24 * 60 * 60 * 1_000;
const declarations = new WeakMap<object, readonly { readonly ms: number; readonly method: string }[]>();

function prototypesOf(instance: object): object[] {
  const prototype: unknown = Object.getPrototypeOf(instance);
  if (typeof prototype !== 'object' || prototype === null || prototype === Object.prototype) return [];
  return [prototype, ...prototypesOf(prototype)];
}
