import { sql } from 'kysely';
import { expect } from 'vitest';
import type { MemoryBroker } from '../../src/testing/memory-broker.ts';
import type { MessagingDatabase } from '../messaging-database.ts';

/**
 * Every version of each tree was told of, in their sequence, and nothing else was. Repeats are passed over. Answers how many
 * messages these are.
 */
export function expectAllTold(broker: MemoryBroker, versions: ReadonlyMap<string, number>): number {
  const grown = [...versions].filter(([, version]) => version > 0);
  const total = grown.reduce((sum, [, version]) => sum + version, 0);
  console.log(`${total} messages of ${grown.length} subjects, ${broker.records('garden.events').length} records`);
  expect(firstCopies(broker)).toEqual(Object.fromEntries(grown.map(([tree, version]) => [tree, upTo(version)])));
  return total;
}

/** No version of a tree was told of that it does not have, or does not have any more. */
export function expectNoGhosts(broker: MemoryBroker, versions: ReadonlyMap<string, number>): void {
  for (const [tree, told] of Object.entries(firstCopies(broker)))
    expect(Math.max(...told), `version of ${tree} that was told of`).toBeLessThanOrEqual(versions.get(tree)!);
}

/** What was told of each tree, without repeats, in the sequence of the log. */
export function firstCopies(broker: MemoryBroker): Record<string, number[]> {
  const seen = new Set<string>();
  const sent: Record<string, number[]> = {};
  for (const { key, value } of broker.records('garden.events')) {
    const text = new TextDecoder().decode(value);
    if (seen.has(`${key} ${text}`)) continue;
    seen.add(`${key} ${text}`);
    (sent[key] ??= []).push(Number(text));
  }
  return sent;
}

/** Whether nothing waits in either outbox. */
export async function isEmpty({ owner }: Pick<MessagingDatabase, 'owner'>): Promise<boolean> {
  const { rows } = await sql<{ left: boolean }>`
    select holdfast.oldest_outbox_event() is not null or exists (select from holdfast.outbox) as left`.execute(owner);
  return !rows[0]!.left;
}

function upTo(version: number): number[] {
  return Array.from({ length: version }, (_, n) => n + 1);
}
