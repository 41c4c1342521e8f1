/** The same object; what its asynchronous methods take is added up by their names. */
export function timed<T extends object>(target: T, spentMs: Record<string, number>): T {
  const wrapped = (name: string, method: (...given: unknown[]) => unknown) => {
    return async (...given: unknown[]): Promise<unknown> => {
      const from = performance.now();
      try {
        return await method.apply(target, given);
      } finally {
        spentMs[name] = (spentMs[name] ?? 0) + performance.now() - from;
      }
    };
  };
  return new Proxy(target, {
    get: (object, name) => {
      const value: unknown = Reflect.get(object, name);
      return typeof value === 'function' ? wrapped(String(name), value as () => unknown) : value;
    },
  });
}
