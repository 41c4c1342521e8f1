import type { AnyTransaction } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import type { Place } from '../../broker/broker.ts';
import type { Replay, ReplayProgress } from '../consumer-store.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

export async function openReplays(database: Database, consumer: string, places: readonly Place[]): Promise<Replay[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<Omit<Replay, 'next' | 'to'> & { next: string; to: string }>`
    select id, consumer, topic, partition, next_offset as next, to_offset as to, again, per_second as "perSecond", actor,
           because
      from holdfast.consumer_replay
     where consumer = ${consumer} and state = 'asked'
       and (topic, partition) in (select * from unnest(${places.map(({ topic }) => topic)}::text[],
                                                       ${places.map(({ partition }) => partition)}::int[]))
     order by asked_at, id`.execute(database);
  return rows.map((row) => ({ ...row, next: BigInt(row.next), to: BigInt(row.to) }));
}

export async function replayed(
  trx: AnyTransaction,
  { id, next: from }: Replay,
  { next, applied, repeats, held }: ReplayProgress,
): Promise<'noted' | 'over'> {
  const { numAffectedRows } = await sql`
    update holdfast.consumer_replay
       set next_offset = ${next}, applied = applied + ${applied}, repeats = repeats + ${repeats}, held = held + ${held},
           state = case when ${next} >= to_offset then 'done' else 'asked' end, updated_at = clock_timestamp()
     where id = ${id} and state = 'asked' and next_offset = ${from}`.execute(trx);
  return numAffectedRows === 1n ? 'noted' : 'over';
}
