import type { AnyTransaction } from '@holdfast/work';
import { sql } from 'kysely';
import type { Seen } from '../consumer-store.ts';

export async function record(
  trx: AnyTransaction,
  consumer: string,
  seen: readonly Seen[],
): Promise<ReadonlySet<string>> {
  if (seen.length === 0) return new Set();
  const ids = seen.map(({ messageId }) => messageId);
  const days = seen.map(({ day }) => day);
  // No error is raised and caught here: an error would abort the whole transaction. In the sequence of the ids, so that
  // two transactions that wait for rows of one another cannot wait in a circle.
  const { rows } = await sql<{ message_id: string }>`
    insert into holdfast.consumer_inbox (consumer, message_id, day)
    select ${consumer}, message_id, day from unnest(${ids}::uuid[], ${days}::date[]) as seen (message_id, day)
     order by message_id, day
    on conflict do nothing
    returning message_id`.execute(trx);
  return new Set(rows.map(({ message_id }) => message_id));
}
