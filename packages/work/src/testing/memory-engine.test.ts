import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TreePlanted, WaterPlant } from '../../test/garden.ts';
import type { OutboxWriter } from '../index.ts';
import { memoryEngine } from './memory-engine.ts';
import { anActor } from './memory-scope.ts';
import { MemoryTransaction } from './memory-transaction.ts';

const call = { actor: anActor, correlationId: 'a-test', traceparent: '' };

/** An engine whose scope keeps notes, and what became of notes, messages and intents. */
function aGarden() {
  const kept: unknown[] = [];
  const writer = {
    write: async (trx: Parameters<OutboxWriter['write']>[0], all: readonly object[]) =>
      MemoryTransaction.of(trx).atCommit(() => kept.push(...all)),
    committed: () => void kept.push('committed'),
  };
  const parts = (trx: MemoryTransaction) => ({ note: (text: string) => trx.atCommit(() => kept.push(text)) });
  return { kept, engine: memoryEngine({ service: 'garden', parts, outbox: writer, intents: writer }) };
}

test('a transaction in memory keeps everything at its commit, and then tells', async () => {
  const { kept, engine } = aGarden();
  const answer = await engine.transact(call, async ({ scope }) => {
    scope.note('an oak');
    scope.publish(TreePlanted, { treeId: 'oak', heightMm: 900 });
    scope.intend(WaterPlant, { key: 'oak', request: { plant: 'oak', litres: 2 } });
    expect(kept).toEqual([]);
    return 'planted';
  });

  expect(answer).toBe('planted');
  expect(kept).toMatchObject(['an oak', { key: 'oak' }, { subject: 'oak' }, 'committed', 'committed']);
});

test('a transaction in memory that fails keeps nothing, and frees what it has locked', async () => {
  const { kept, engine } = aGarden();
  const locks = new Map<string, MemoryTransaction>();
  const failing = engine.transact(call, async ({ trx, scope }) => {
    await MemoryTransaction.of(trx).lock(locks, 'oak');
    scope.note('an oak');
    throw new Error('it rains');
  });

  await expect(failing).rejects.toThrow('it rains');
  expect([kept, locks.size]).toEqual([[], 0]);
});

test('a lock is waited for until the transaction that holds it has ended', async () => {
  const locks = new Map<string, MemoryTransaction>();
  const [one, other] = [new MemoryTransaction(), new MemoryTransaction()];
  await one.lock(locks, 'oak');
  const seen: string[] = [];
  one.atCommit(() => seen.push('one'));
  const waiting = other.lock(locks, 'oak').then(() => seen.push('other'));
  // Time enough to take the lock, if it were free.
  await setImmediate();
  one.commit();
  await waiting;

  expect(seen).toEqual(['one', 'other']);
  expect(locks.get('oak')).toBe(other);
});

test('a transaction that ends while it waits for a lock never has it', async () => {
  const locks = new Map<string, MemoryTransaction>();
  const [one, other] = [new MemoryTransaction(), new MemoryTransaction()];
  await one.lock(locks, 'oak');
  const waiting = other.lock(locks, 'oak');
  other.rollback();
  one.commit();
  await expect(waiting).rejects.toThrow('This transaction has ended.');
  expect(locks.size).toBe(0);
});
