import { sql, type Kysely } from 'kysely';
import type { OutboxTable } from '../../src/outbox/outbox-table.ts';

/** What rows are like; unless told otherwise short ones of five hundred trees, in the outbox of ticks. */
export interface Like {
  readonly bytes?: number;
  readonly table?: OutboxTable;
  readonly tree?: string;
}

/** Writes so many rows as services do: some per transaction. */
export async function writeRows(
  // oxlint-disable-next-line typescript/no-explicit-any -- the table is named in the SQL itself
  app: Kysely<any>,
  count: number,
  { bytes = 16, table = 'holdfast.outbox_event', tree }: Like = {},
): Promise<void> {
  const each = Math.max(5, Math.ceil(count / 200));
  for (let from = 0; from < count; from += each) {
    await sql`
      insert into ${sql.table(table)} (message_id, topic, key, headers, payload)
      select gen_random_uuid(), 'garden.events', coalesce(${tree ?? null}, 'tree-' || n % 500), '{"ce_type":"garden.tree-grew.v1"}',
             (select string_agg(uuid_send(gen_random_uuid()), '') from generate_series(1, ${bytes / 16}::int + 0 * n))
        from generate_series(${from}::int, ${Math.min(from + each, count) - 1}::int) as n`.execute(app);
  }
}
