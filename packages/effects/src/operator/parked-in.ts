import { sql, type Kysely } from 'kysely';

/** Something about the outside that only a person can decide. */
export interface ForAPerson {
  /** The intent, which is also the idempotency key that the outside was given. */
  readonly id: string;
  /** The intent's number in this database: shorter to type, and the same for ever. */
  readonly position: string;
  /** `parked`: nobody knows what came of it. `contradiction`: something else was told after it was concluded. */
  readonly kind: 'parked' | 'contradiction';
  readonly effect: string;
  readonly key: string;
  readonly request: unknown;
  /** Why it is here, in a sentence. */
  readonly reason: string;
  readonly attempts: number;
  readonly intendedAt: Date;
  readonly since: Date;
  readonly correlationId: string;
  readonly subject?: string;
  /** What it counts as; only where there is a contradiction. */
  readonly outcome?: unknown;
  /** What was told instead. */
  readonly told?: readonly unknown[];
}

/** What waits for a person in this service's database, the oldest first. For a tool: needs no code of the service. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
export async function parkedIn(database: Kysely<any>): Promise<ForAPerson[]> {
  const { rows } = await sql<Row>`
    select id, position, 'parked' as kind, effect, key, request, call, attempts, intended_at, parked_at as since,
           coalesce(last_error, 'nobody knows what came of it') as reason, null::jsonb as outcome, null::jsonb as told
      from holdfast.effect_intent
     where state = 'parked'
     union all
    select i.id, i.position, 'contradiction', i.effect, i.key, i.request, i.call, i.attempts, i.intended_at, min(c.told_at),
           'something else was told after this was known', i.outcome, jsonb_agg(c.outcome order by c.id)
      from holdfast.effect_contradiction as c join holdfast.effect_intent as i on i.id = c.intent
     where c.settled_at is null
     group by i.id
     order by since`.execute(database);
  return rows.map(itemOf);
}

interface Row extends Pick<
  ForAPerson,
  'id' | 'position' | 'kind' | 'effect' | 'key' | 'request' | 'reason' | 'attempts' | 'since'
> {
  readonly intended_at: Date;
  readonly call: { readonly correlationId: string; readonly subject?: string };
  readonly outcome: unknown;
  readonly told: readonly unknown[] | null;
}

function itemOf({
  intended_at: intendedAt,
  call: { correlationId, subject },
  outcome,
  told,
  ...same
}: Row): ForAPerson {
  return {
    ...same,
    intendedAt,
    correlationId,
    ...(subject !== undefined && { subject }),
    ...(told !== null && { outcome, told }),
  };
}
