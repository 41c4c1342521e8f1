import { writeAudit } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import { actorOf, type Operator } from './operator.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the functions are named in the SQL itself
type Database = Kysely<any>;

/**
 * Lets a consumer begin anew with the first record that its topics have, or says that it is over: its positions go, and what
 * its inbox knows stays known. `unknown`: it stands nowhere. Throws {@link StillParked}, and changes nothing, while messages
 * of it wait that nobody has dropped.
 */
export async function retireConsumer(
  database: Database,
  consumer: string,
  operator: Operator,
): Promise<'retired' | 'unknown'> {
  try {
    return await database.transaction().execute(async (trx) => {
      const { rows } = await sql<{ places: number }>`select holdfast.retire_consumer(${consumer}) as places`.execute(
        trx,
      );
      if (rows[0]!.places === 0) return 'unknown';
      const { because } = operator;
      await writeAudit(trx, {
        actor: actorOf(operator),
        action: 'messages.consumer-retired',
        subject: consumer,
        because,
      });
      return 'retired';
    });
  } catch (error) {
    throw isInUse(error) ? new StillParked(error) : error;
  }
}

/**
 * Lets a consumer go on in a topic that has other partitions than before, although messages wait in the old ones that later
 * ones may overtake. `unknown`: nothing is noted that this could be about.
 */
export function acceptPartitions(
  database: Database,
  { consumer, topic }: { readonly consumer: string; readonly topic: string },
  operator: Operator,
): Promise<'accepted' | 'unknown'> {
  return database.transaction().execute(async (trx) => {
    const { rows } = await sql<{ isAccepted: boolean }>`
      select holdfast.accept_partitions(${consumer}, ${topic}) as "isAccepted"`.execute(trx);
    if (!rows[0]!.isAccepted) return 'unknown';
    await writeAudit(trx, {
      actor: actorOf(operator),
      action: 'messages.partitions-accepted',
      subject: consumer,
      because: operator.because,
      details: { topic },
    });
    return 'accepted';
  });
}

/** Messages of a consumer wait that have offsets of what it has read so far, so it cannot begin anew. */
export class StillParked extends Error {
  readonly code = 'still-parked';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

function isInUse(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === '55006';
}
