import { defineCommand } from '@holdfast/contract-kit';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Call } from './call.ts';
import { answerMs, deadlineFor } from './deadline.ts';
import { Saying } from './saying.ts';

const data = z.object({ treeId: z.string() });
const WaterTree = defineCommand({ name: 'garden.water-tree', version: 1, subject: 'treeId', data, expires: true });
const FellTree = defineCommand({ name: 'garden.fell-tree', version: 1, subject: 'treeId', data });
const noon = new Date('2026-11-25T12:00:00Z');
const after = (ms: number) => new Date(noon.getTime() + ms);

describe('a deadline', () => {
  test('is what is asked, where nothing else waits', () => {
    expect(deadlineFor(noon)).toEqual(noon);
  });

  test('is shortened at each hop, so that an answer still comes in time', () => {
    expect(deadlineFor(after(60_000), after(10_000))).toEqual(after(10_000 - answerMs));
    expect(deadlineFor(after(60_000), deadlineFor(after(60_000), after(10_000)))).toEqual(after(10_000 - 2 * answerMs));
  });

  test('is never later than what is asked', () => {
    expect(deadlineFor(after(1_000), after(10_000))).toEqual(after(1_000));
  });
});

describe('what is said', () => {
  const call = (deadline?: Date): Call => ({
    actor: { id: 'ann', roles: [] },
    correlationId: 'c',
    traceparent: '',
    cause: { messageId: 'm', correlationId: 'c', at: noon, ...(deadline && { deadline }) },
  });
  const saying = (deadline?: Date) => new Saying(call(deadline), () => 'id');

  test('has a deadline if it expires, and the earlier one of what it was caused by', () => {
    const { said, publish } = saying(after(10_000));
    publish(WaterTree, { treeId: 'oak' }, { deadline: after(60_000) });
    expect(said[0]?.deadline).toEqual(after(10_000 - answerMs));
  });

  test('has none otherwise, whatever it was caused by', () => {
    const { said, publish } = saying(after(10_000));
    publish(FellTree, { treeId: 'oak' });
    expect(said[0]).not.toHaveProperty('deadline');
  });

  test('does not compile without a deadline if it expires, nor with one if it does not', () => {
    const { said, publish } = saying();
    // @ts-expect-error somebody waits for it, and until when is not said
    publish(WaterTree, { treeId: 'oak' });
    // @ts-expect-error it does not expire
    publish(FellTree, { treeId: 'oak' }, { deadline: noon });
    expect(said).toHaveLength(2);
  });
});
