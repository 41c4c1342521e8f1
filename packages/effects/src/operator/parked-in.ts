import { sql, type Kysely } from 'kysely';

/** Something that only a person can set right. */
export interface ForAPerson {
  /** The intent, which is also the idempotency key that the outside was given. */
  readonly id: string;
  /** The intent's number in this database: shorter to type, and the same for ever. */
  readonly position: string;
  /**
   * `parked`: nobody knows what came of it. `contradiction`: something was told that does not fit what is known. `stuck`: the
   * outcome is known and its use case fails; there is nothing to decide, the use case has to be mended.
   */
  readonly kind: 'parked' | 'contradiction' | 'stuck';
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
  /** What it counts as, where that is known. */
  readonly outcome?: unknown;
  /** What was told besides, and no person has looked at. */
  readonly told?: readonly unknown[];
  /** The idempotency keys, other than this one, of which something was told. */
  readonly otherKeys?: readonly string[];
}

/** What waits for a person in this service's database, the oldest first. For a tool: needs no code of the service. */
// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
export async function parkedIn(database: Kysely<any>): Promise<ForAPerson[]> {
  const { rows } = await sql<Row>`
    with told as (
      select intent, min(told_at) as since, jsonb_agg(outcome order by id) as told,
             jsonb_agg(distinct idempotency_key) filter (where idempotency_key <> intent::text) as other_keys
        from holdfast.effect_contradiction
       where settled_at is null
       group by intent)
    select id, position, 'parked' as kind, effect, key, request, call, attempts, intended_at, parked_at as since,
           coalesce(last_error, 'nobody knows what came of it') as reason, null::jsonb as outcome, told, other_keys
      from holdfast.effect_intent left join told on intent = id
     where state = 'parked'
     union all
    select id, position, 'contradiction', effect, key, request, call, attempts, intended_at, since,
           case when other_keys is null then 'something else was told after this was known'
                else 'something was told of another call than ours' end, outcome, told, other_keys
      from holdfast.effect_intent join told on intent = id
     where outcome is not null
     union all
    select id, position, 'stuck', effect, key, request, call, attempts, intended_at, known_at, last_error, outcome, null, null
      from holdfast.effect_intent
     where state = 'waiting' and outcome is not null and last_error is not null
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
  readonly other_keys: readonly string[] | null;
}

function itemOf({
  intended_at: intendedAt,
  call: { correlationId, subject },
  outcome,
  told,
  other_keys: otherKeys,
  ...same
}: Row): ForAPerson {
  return {
    ...same,
    intendedAt,
    correlationId,
    ...(subject !== undefined && { subject }),
    ...(outcome !== null && { outcome }),
    ...(told !== null && { told }),
    ...(otherKeys !== null && { otherKeys }),
  };
}
