import type { OutgoingRecord } from '@holdfast/messaging';
import { sql } from 'kysely';
import type { BenchDatabase, Handle } from './bench-database.ts';
import { headers, measured, payload } from './draining.ts';
import type { Rate } from './subject.ts';

/** The simplest form that keeps the sequence: one process, no lease, no look at parked keys. */
export async function selectAndDelete({ owner }: BenchDatabase, count: number): Promise<Rate> {
  await fillTheirs(owner, count);
  return measured(owner, count, async () => {
    for (;;) {
      const { rows } = await sql<{ id: string }>`
        select id, message_id, topic, key, headers, payload from garden.their_outbox order by id limit 1000`.execute(
        owner,
      );
      if (rows.length === 0) return;
      await sql`delete from garden.their_outbox where id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(owner);
    }
  });
}

type Emit = (record: OutgoingRecord) => Promise<void>;

/**
 * As nestjs/outbox does it: a lease for a hundred, then for each message what `emit` does and a delete, ten at a time.
 * Simplified in its favour.
 */
export async function leaseAndDeleteEach(
  { owner }: BenchDatabase,
  { count, emit }: { count: number; emit: Emit },
): Promise<Rate> {
  await fillTheirs(owner, count);
  const me = crypto.randomUUID();
  return measured(owner, count, async () => {
    for (;;) {
      const { rows } = await sql<Theirs>`
        update garden.their_outbox set lease_owner = ${me}, lease_until = now() + interval '30 s', attempts = attempts + 1
         where id in (select id from garden.their_outbox where available_at <= now()
                         and (lease_until is null or lease_until < now()) order by id limit 100 for update skip locked)
        returning id, message_id, topic, key, headers, payload`.execute(owner);
      if (rows.length === 0) return;
      const one = async (): Promise<void> => {
        for (let row = rows.shift(); row !== undefined; row = rows.shift()) {
          await emit({ ...row, value: Buffer.from(JSON.stringify(row.payload)) });
          await sql`delete from garden.their_outbox where id = ${row.id} and lease_owner = ${me}`.execute(owner);
        }
      };
      await Promise.all(Array.from({ length: 10 }, one));
    }
  });
}

interface Theirs {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: object;
}

async function fillTheirs(owner: Handle, count: number): Promise<void> {
  await sql`truncate garden.their_outbox`.execute(owner);
  await sql`
    insert into garden.their_outbox (message_id, topic, key, headers, payload)
    select gen_random_uuid(), 'garden.events', 'tree-' || n % 1000, ${JSON.stringify(headers)}::jsonb, ${payload}::jsonb
      from generate_series(0, ${count - 1}::int) as n`.execute(owner);
}
