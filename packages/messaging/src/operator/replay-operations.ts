import { newMessageId, writeAudit, type AnyTransaction } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import type { Place } from '../broker/broker.ts';
import type { Replay } from '../consumer/consumer-store.ts';
import { actorOf, type Operator } from './operator.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

/** A range of one place; `to` is not part of it. */
export interface ReplayRange extends Place {
  readonly from: bigint;
  readonly to: bigint;
}

/** How to replay, and for whom. */
export interface ReplayWish {
  readonly consumer: string;
  /** What had its effect has it again. */
  readonly again: boolean;
  readonly perSecond: number;
  readonly operator: Operator;
}

/** A replay as its row tells of it. */
export interface ReplayFacts extends Replay {
  readonly from: bigint;
  readonly state: 'asked' | 'done' | 'cancelled';
  readonly applied: number;
  readonly repeats: number;
  readonly held: number;
  readonly askedAt: Date;
}

/**
 * Asks the owners of these places to hand the records of the ranges to one consumer again: a row for each, with its audit
 * row. Nobody else hears of it, and what had its effect is left out unless `again` says otherwise.
 */
export function askReplays(database: Database, ranges: readonly ReplayRange[], wish: ReplayWish): Promise<string[]> {
  return database.transaction().execute(async (trx) => {
    const ids: string[] = [];
    for (const range of ranges) ids.push(await ask(trx, range, wish));
    return ids;
  });
}

async function ask(trx: AnyTransaction, range: ReplayRange, wish: ReplayWish): Promise<string> {
  const { topic, partition, from, to } = range;
  const { consumer, again, perSecond, operator } = wish;
  const [id, actor] = [newMessageId(), actorOf(operator)];
  await sql`
    insert into holdfast.consumer_replay (id, consumer, topic, partition, from_offset, to_offset, next_offset, again,
                                          per_second, actor, because)
    values (${id}, ${consumer}, ${topic}, ${partition}, ${from}, ${to}, ${from}, ${again}, ${perSecond}, ${actor},
            ${operator.because})`.execute(trx);
  await writeAudit(trx, {
    actor,
    action: again ? 'messages.replay-again' : 'messages.replay',
    subject: consumer,
    because: operator.because,
    details: { replay: id, topic, partition, from: String(from), to: String(to), perSecond },
  });
  return id;
}

/** Ends a replay. What it has done so far stays done. `over`: there is none of this id that goes on. */
export function cancelReplay(database: Database, id: string, operator: Operator): Promise<'cancelled' | 'over'> {
  return database.transaction().execute(async (trx) => {
    const { rows } = await sql<{ consumer: string }>`
      update holdfast.consumer_replay set state = 'cancelled', updated_at = clock_timestamp()
       where id = ${id} and state = 'asked' returning consumer`.execute(trx);
    if (!rows[0]) return 'over';
    await writeAudit(trx, {
      actor: actorOf(operator),
      action: 'messages.replay-cancelled',
      subject: rows[0].consumer,
      because: operator.because,
      details: { replay: id },
    });
    return 'cancelled';
  });
}

/** All replays that were asked for and are not over, and the last ones that are, the newest first. */
export async function listReplays(database: Database, limit = 20): Promise<ReplayFacts[]> {
  const { rows } = await sql<Record<string, never>>`
    select id, consumer, topic, partition, from_offset as from, to_offset as to, next_offset as next, again,
           per_second as "perSecond", actor, because, state, applied::int, repeats::int, held::int, asked_at as "askedAt"
      from holdfast.consumer_replay
     order by state = 'asked' desc, asked_at desc, id desc limit ${limit}`.execute(database);
  return rows.map(
    (row) => ({ ...row, from: BigInt(row['from']!), to: BigInt(row['to']!), next: BigInt(row['next']!) }) as never,
  );
}
