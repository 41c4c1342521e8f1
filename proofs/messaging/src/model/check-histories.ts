import fc from 'fast-check';
import { expect } from 'vitest';
import { histories } from './commands.ts';
import { Consumers, type World } from './consumers.ts';

/** How many histories there are, where each begins, and how long may be waited for the end of one. */
export interface Checked extends fc.Parameters<[Iterable<fc.AsyncCommand<object, Consumers>>]> {
  /** How often each kind of trouble must be met. */
  readonly atLeast: number;
  begin(): World;
}

/**
 * Has each history happen and throws if anything is wrong in one, or it does not come to its end. Answers with the kinds of
 * trouble that were met less than `atLeast` times: a history in which nothing goes wrong shows nothing.
 */
export async function checkHistories({ begin, atLeast, ...parameters }: Checked): Promise<string[]> {
  const seen: Record<string, number> = {};
  const property = fc.asyncProperty(histories, async (history) => {
    const consumers = new Consumers(begin());
    try {
      await fc.asyncModelRun(() => ({ model: {}, real: consumers }), history);
      await consumers.settle();
    } finally {
      await consumers.close();
    }
    for (const [what, times] of Object.entries(consumers.seen)) seen[what] = (seen[what] ?? 0) + times;
    expect(consumers.broken()).toEqual([]);
  });
  await fc.assert(property, parameters);
  process.stdout.write(`seen: ${JSON.stringify(seen)}\n`);
  return Object.entries(seen).flatMap(([what, times]) => (times < atLeast ? [what] : []));
}
