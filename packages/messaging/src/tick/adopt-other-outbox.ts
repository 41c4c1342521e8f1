import { sql, type Transaction } from 'kysely';

/**
 * Takes over what is committed in the other outbox, under the ids that it has there: both draw them from one sequence, and so
 * the two together are in the sequence of each subject. A tick takes over what it sees there, in its own statement, so that
 * nothing comes between, however fast others write. What is too much for that goes before it, in pieces from the lowest id
 * on; no tick is made meanwhile.
 *
 * That is how services begin to write ticked rows without a pause: some instances already do, others not yet.
 */
export async function adoptPiece(trx: Transaction<unknown>, limit: number): Promise<void> {
  await sql`
    with taken as (
      ${takenFromOther} where id <= (select max(id) from (select id from holdfast.outbox order by id limit ${limit}) as lowest)
      returning *)
    ${adoptTaken}`.execute(trx);
}

/** For a statement that names these rows `taken`. */
export const takenFromOther = sql`delete from holdfast.outbox`;

export const adoptTaken = sql`
  insert into holdfast.outbox_event (id, message_id, topic, key, headers, payload, created_at)
  select id, message_id, topic, key, headers, payload, created_at from taken`;
