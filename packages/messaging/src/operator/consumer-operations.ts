import { writeAudit, type AnyTransaction } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import type { Place } from '../broker/broker.ts';
import { actorOf, type Operator } from './operator.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

/** A key that is parked in a place of a consumer. */
export interface HeldKey extends Place {
  readonly consumer: string;
  readonly key: string;
}

/** A parked message, by its offset. */
export interface HeldMessage extends Place {
  readonly consumer: string;
  readonly offset: bigint;
}

/** Refuses what is not dead: {@link NotDead}. */
export interface OnlyDead {
  readonly onlyDead?: boolean;
}

/** What became of one of the keys that were to be released. `gone`: it is not parked any more. */
export interface Released extends HeldKey {
  readonly offset: bigint;
  readonly messageId: string;
  readonly state: 'released' | 'requeued';
}

/**
 * Has the first message of each key tried again by the owner of its place, in their sequence, `perSecond` of them in a
 * second. A dead one waits again and its age begins anew. Nothing is sent: only rows change, so a repeat is fine. Answers
 * with those that were still parked; each has its audit row. With `onlyDead` it throws {@link NotDead}, and changes
 * nothing, if one of the keys is parked and not dead.
 */
export function releaseKeys(
  database: Database,
  keys: readonly HeldKey[],
  { perSecond, operator, onlyDead = false }: OnlyDead & { readonly perSecond: number; readonly operator: Operator },
): Promise<Released[]> {
  return database.transaction().execute(async (trx) => {
    if (onlyDead) for (const key of keys) await refuseNotDead(trx, key);
    const released = await tryAgain(trx, keys, 1_000 / perSecond);
    for (const one of released) await writeDown(trx, one, { operator, action: `messages.${one.state}` });
    return released;
  });
}

async function tryAgain(trx: AnyTransaction, keys: readonly HeldKey[], everyMs: number): Promise<Released[]> {
  if (keys.length === 0) return [];
  // Waits for an owner who has the row in hand. If that has taken it out, the next one of the key is due anyway.
  const { rows } = await sql<Omit<Released, 'offset'> & { offset: string }>`
    with asked as (
      select key.*, first.record_offset, first.state
        from unnest(${keys.map(({ consumer }) => consumer)}::text[], ${keys.map(({ topic }) => topic)}::text[],
                    ${keys.map(({ partition }) => partition)}::int[], ${keys.map(({ key }) => key)}::text[])
          with ordinality as key (consumer, topic, partition, key, n),
             lateral (select record_offset, state from holdfast.consumer_parked as p
                       where p.consumer = key.consumer and p.topic = key.topic and p.partition = key.partition
                         and p.key = key.key
                       order by record_offset limit 1) as first)
    update holdfast.consumer_parked as p
       set next_at = clock_timestamp() + (asked.n - 1) * ${everyMs}::float8 * interval '1 millisecond',
           attempts = case p.state when 'dead' then 0 else p.attempts end,
           first_failed_at = case p.state when 'dead' then null else p.first_failed_at end,
           state = case p.state when 'dead' then 'waiting' else p.state end
      from asked
     where p.consumer = asked.consumer and p.topic = asked.topic and p.partition = asked.partition
       and p.record_offset = asked.record_offset
    returning p.consumer, p.topic, p.partition, p.key, p.record_offset as offset, p.message_id as "messageId",
              case asked.state when 'dead' then 'requeued' else 'released' end as state`.execute(trx);
  return rows.map((row) => ({ ...row, offset: BigInt(row.offset) }));
}

/**
 * Decides that a parked or dead message has no effect. Its row leaves when it is its turn, and the rest of its key goes on;
 * its inbox row stays, so that no copy of it has an effect later either. `gone`: it is not parked, or is dropped already.
 * With `onlyDead` it throws {@link NotDead} if nothing of its key is dead.
 */
export function dropMessage(
  database: Database,
  { consumer, topic, partition, offset, onlyDead = false }: HeldMessage & OnlyDead,
  operator: Operator,
): Promise<'dropped' | 'gone'> {
  return database.transaction().execute(async (trx) => {
    if (onlyDead) await refuseNotDead(trx, { consumer, topic, partition, offset });
    // The first of a key is due at once. Of another one `next_at` stays what it is *now*: if the one before it leaves in
    // this moment, it has just become the first.
    const { rows } = await sql<{ key: string; messageId: string }>`
      update holdfast.consumer_parked as p
         set state = 'dropped',
             next_at = case when exists (select from holdfast.consumer_parked as before
                                          where before.consumer = p.consumer and before.topic = p.topic
                                            and before.partition = p.partition and before.key = p.key
                                            and before.record_offset < p.record_offset)
                            then p.next_at else clock_timestamp() end
       where consumer = ${consumer} and topic = ${topic} and partition = ${partition} and record_offset = ${offset}
         and state <> 'dropped'
      returning key, message_id as "messageId"`.execute(trx);
    if (!rows[0]) return 'gone';
    await writeDown(trx, { consumer, topic, partition, offset, ...rows[0] }, { operator, action: 'messages.dropped' });
    return 'dropped';
  });
}

/**
 * Only the first message of a key that is not dropped can be dead. Its row stays locked until the end of the transaction, so
 * that its owner does not bury or take it meanwhile.
 */
async function refuseNotDead(
  trx: AnyTransaction,
  asked: Place & { readonly consumer: string } & ({ readonly key: string } | { readonly offset: bigint }),
): Promise<void> {
  const { consumer, topic, partition } = asked;
  const key =
    'key' in asked
      ? sql`${asked.key}`
      : sql`(select key from holdfast.consumer_parked
              where consumer = ${consumer} and topic = ${topic} and partition = ${partition}
                and record_offset = ${asked.offset} and state <> 'dropped')`;
  const { rows } = await sql<{ offset: string; state: string }>`
    select record_offset as offset, state from holdfast.consumer_parked
     where consumer = ${consumer} and topic = ${topic} and partition = ${partition} and key = ${key}
       and state <> 'dropped'
     order by record_offset limit 1 for update`.execute(trx);
  const first = rows[0];
  if (first && first.state !== 'dead')
    throw new NotDead(`${consumer}:${topic}/${partition}@${'offset' in asked ? asked.offset : first.offset}`);
}

/** A message that is parked was named where only dead ones are meant. */
export class NotDead extends Error {
  readonly code = 'not-dead';

  constructor(name: string) {
    super(
      `${name} is parked and not dead: nothing of its service was changed. ./holdfast messages parked release ${name} has it tried again, and ./holdfast messages parked drop ${name} gives it up.`,
    );
  }
}

/** Who, what, about whom and why, in the transaction of the change. */
function writeDown(
  trx: AnyTransaction,
  { consumer, topic, partition, offset, key, messageId }: HeldMessage & { key: string; messageId: string },
  { operator, action }: { operator: Operator; action: string },
): Promise<void> {
  const details = { consumer, topic, partition, offset: String(offset) };
  const { because } = operator;
  return writeAudit(trx, { actor: actorOf(operator), action, subject: key, because, messageId, details });
}
