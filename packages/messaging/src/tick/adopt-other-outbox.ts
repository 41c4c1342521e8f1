import { sql, type Transaction } from 'kysely';

/**
 * Takes over what is committed in the other outbox, under the ids that it has there: both draw them from one sequence, and so
 * the two together are in the sequence of each subject. No tick is made while it has rows, so what comes with them in one
 * batch is what may be later than they are.
 *
 * That is how services begin to write ticked rows without a pause: some instances already do, others not yet.
 */
export async function adoptOtherOutbox(trx: Transaction<unknown>): Promise<void> {
  await sql`
    with taken as (delete from holdfast.outbox returning id, message_id, topic, key, headers, payload, created_at)
    insert into holdfast.outbox_event (id, message_id, topic, key, headers, payload, created_at)
    select * from taken`.execute(trx);
}
