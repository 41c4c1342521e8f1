/** Resolves when everybody in the world waits for something that only a step can bring. */
export function settle(): Promise<void> {
  // All microtasks come before it, and nothing in a world waits for anything else.
  return new Promise((resolve) => setImmediate(resolve));
}
