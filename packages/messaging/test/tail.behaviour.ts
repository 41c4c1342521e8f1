import { eventually } from '@holdfast/testkit';
import { describe, expect, test, type TestContext } from 'vitest';
import type { Broker } from '../src/broker/broker.ts';
import { Tail, type TailedRecord } from '../src/tail/tail.ts';
import { grew } from './garden.ts';

/** What a tail does on any broker. `open` answers with one that has an empty topic `garden.events`. */
export function tailBehaviour(name: string, open: (context: TestContext) => Promise<Broker>): void {
  const opened = async (context: TestContext, from: 'beginning' | 'now', sent: number) => {
    const broker = await open(context);
    const send = (first: number, last: number) =>
      broker.send(
        ['oak', 'elm', 'ash'].flatMap((tree) =>
          Array.from({ length: last - first + 1 }, (_, n) => grew(tree, first + n)),
        ),
        { timeoutMs: 3_000 },
      );
    if (sent > 0) await send(1, sent);
    const seen: TailedRecord[] = [];
    const tail = new Tail({ broker, topics: ['garden.events'], from, seen: (record) => seen.push(record) });
    context.onTestFinished(() => tail.stop());
    await tail.begun;
    return { broker, tail, seen, send };
  };
  const textsOf = (seen: readonly TailedRecord[], tree: string) =>
    seen
      .map(({ value }) => JSON.parse(new TextDecoder().decode(value)) as { treeId: string; number: number })
      .filter(({ treeId }) => treeId === tree)
      .map(({ number }) => number);

  describe(`a tail on ${name}`, () => {
    test('from the beginning shows what is there and what comes, once and in sequence', async (context) => {
      const { seen, send } = await opened(context, 'beginning', 3);
      await send(4, 5);
      await eventually(() => seen.length >= 15, { what: 'all are seen', withinMs: 20_000 });
      expect(seen).toHaveLength(15);
      for (const tree of ['oak', 'elm', 'ash']) expect(textsOf(seen, tree)).toEqual([1, 2, 3, 4, 5]);
    });

    test('from now shows everything that is sent after it began, and nothing else', async (context) => {
      const { seen, send } = await opened(context, 'now', 3);
      await send(4, 4);
      await eventually(() => seen.length >= 3, { what: 'the new ones are seen', withinMs: 20_000 });
      expect(seen.map(({ value }) => new TextDecoder().decode(value)).filter((text) => !text.includes('4'))).toEqual(
        [],
      );
    });

    test('leaves no group behind', async (context) => {
      const { broker, tail, seen } = await opened(context, 'beginning', 1);
      await eventually(() => seen.length >= 3, { what: 'all are seen', withinMs: 20_000 });
      await expect(broker.forget(tail.group)).rejects.toThrow(/member|empty/i);
      await tail.stop();
      expect(await broker.forget(tail.group)).toBe('unknown');
    });
  });
}
