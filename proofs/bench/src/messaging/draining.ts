import { sql } from 'kysely';
import type { BenchDatabase } from './bench-database.ts';
import type { Rate } from './subject.ts';

/** The rate of emptying, and what was written to the log for it. */
export async function measured(
  owner: BenchDatabase['owner'],
  count: number,
  drain: () => Promise<void>,
): Promise<Rate> {
  const before = await logPosition(owner);
  const startedAt = performance.now();
  await drain();
  const perSecond = (1_000 * count) / (performance.now() - startedAt);
  return { perSecond, walBytes: Number((await logPosition(owner)) - before) / count };
}

async function logPosition(owner: BenchDatabase['owner']): Promise<bigint> {
  const { rows } = await sql<{ at: string }>`select (pg_current_wal_lsn() - '0/0')::text as at`.execute(owner);
  return BigInt(rows[0]!.at);
}

/** What every drained message carries. */
export const payload = JSON.stringify({ treeId: 'tree-1', number: 1, note: 'x'.repeat(250) });
