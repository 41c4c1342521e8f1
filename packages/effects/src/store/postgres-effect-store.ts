import { randomUUID } from 'node:crypto';
import type { AnyTransaction } from '@holdfast/work';
import { sql, type Kysely, type Transaction } from 'kysely';
import { advance, learned, type Decide, type Plan } from '../intent/advance.ts';
import type { Intent } from '../intent/intent.ts';
import { isSameJson } from '../intent/same-json.ts';
import {
  refusalOf,
  RequestChanged,
  type Counts,
  type EffectStore,
  type InHand,
  type Learning,
  type NewIntent,
  type OpenDecision,
  type Settling,
  type Told,
  type Which,
} from './effect-store.ts';
import { intentOf, recordOf, type IntentRow } from './intent-row.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;
type Trx = Transaction<unknown>;

/** The intents in PostgreSQL, for the service's role. */
export function postgresEffectStore(database: Database): EffectStore {
  const inTransaction = <T>(body: (trx: Trx) => Promise<T>): Promise<T> =>
    database.transaction().setIsolationLevel('read committed').execute(body);
  return {
    write,
    take: (taking, decide) => inTransaction((trx) => take(trx, taking, decide)),
    goOn: (inHand, decide) => inTransaction((trx) => goOn(trx, inHand, decide)),
    learn: (which, told) => inTransaction((trx) => learn(trx, which, told)),
    lock,
    conclude: async (trx, id) => {
      await sql`
        update holdfast.effect_intent
           set state = 'concluded', concluded_at = clock_timestamp(), lease_token = null, lease_until = null, last_error = null
         where id = ${id}`.execute(trx);
    },
    decisions: (effects, limit) => openDecisions(database, effects, limit),
    accept: (decision, told) => inTransaction((trx) => accept(trx, decision, told)),
    refuse: (decision, refusal) =>
      inTransaction(async (trx) => {
        if (await isOpen(trx, decision)) await settle(trx, decision, 'refused', refusal);
      }),
    counts: () => counts(database),
  };
}

async function write(trx: AnyTransaction, intents: readonly NewIntent[]): Promise<void> {
  const keys = [...new Set(intents.map(({ key }) => key))].toSorted();
  // Until the end of the transaction, and in sequence: else a later commit could get an earlier position of the same key.
  await sql`select pg_advisory_xact_lock(hashtextextended('holdfast.effect_intent ' || key, 0))
              from unnest(${keys}::text[]) as key`.execute(trx);
  await sql`
    insert into holdfast.effect_intent (effect, key, request, call)
    select effect, key, request, call
      from jsonb_to_recordset(${JSON.stringify(intents)}::jsonb) as i (effect text, key text, request jsonb, call jsonb)
    on conflict (effect, key) do nothing`.execute(trx);
  const { rows } = await sql<{ effect: string; key: string; request: unknown }>`
    select effect, key, request from holdfast.effect_intent
      join jsonb_to_recordset(${JSON.stringify(intents.map(({ effect, key }) => ({ effect, key })))}::jsonb)
           as i (effect text, key text) using (effect, key)`.execute(trx);
  for (const intent of intents) {
    const stored = rows.find(({ effect, key }) => effect === intent.effect && key === intent.key);
    if (!isSameJson(stored?.request, intent.request)) throw new RequestChanged(intent);
  }
}

async function take(
  trx: Trx,
  { effects, limit }: Parameters<EffectStore['take']>[0],
  decide: Decide,
): Promise<InHand[]> {
  // now() is when the transaction began, a constant that the index can be searched for.
  const { rows } = await sql<IntentRow>`
    select *, clock_timestamp() as clock from holdfast.effect_intent as i
     where state <> 'concluded' and next_at <= now() and effect = any (${effects}::text[])
       and not exists (select from holdfast.effect_intent as e
                        where e.key = i.key and e.position < i.position and e.state <> 'concluded')
     order by next_at
     limit ${limit}
       for update skip locked`.execute(trx);
  const steps = rows.map((row) => recorded(row, decide));
  await update(
    trx,
    steps.map(({ after }) => after),
  );
  return steps.flatMap(({ inHand }) => inHand ?? []);
}

async function goOn(trx: Trx, { intent, token }: InHand, decide: Decide): Promise<InHand | 'let-go' | 'lost'> {
  const { rows } = await sql<IntentRow>`
    select *, clock_timestamp() as clock from holdfast.effect_intent
     where id = ${intent.id} and state <> 'concluded' and lease_token = ${token} and lease_until > clock_timestamp()
       for update`.execute(trx);
  if (!rows[0]) return 'lost';
  const { after, inHand } = recorded(rows[0], decide);
  await update(trx, [after]);
  return inHand ?? 'let-go';
}

async function learn(trx: Trx, which: Which, told: Told): Promise<Learning> {
  const row = await lockedRow(trx, which);
  if (!row) return { is: 'unknown-intent' };
  const { id, known } = intentOf(row);
  const { outcome, by, idempotencyKey = id } = told;
  if (idempotencyKey === id && !known) return { is: 'new', inHand: await keep(trx, row, told) };
  if (idempotencyKey === id && isSameJson(known!.outcome, outcome)) return { is: 'known' };
  // Under the lock of the intent's row, so a repeat sees the first one.
  await sql`
    insert into holdfast.effect_contradiction (intent, idempotency_key, outcome, told_by)
    select ${id}::uuid, ${idempotencyKey}, ${JSON.stringify(outcome)}::jsonb, ${by}
     where not exists (select from holdfast.effect_contradiction
                        where intent = ${id} and idempotency_key = ${idempotencyKey}
                          and outcome = ${JSON.stringify(outcome)}::jsonb)`.execute(trx);
  return { is: 'contradicts' };
}

async function keep(trx: Trx, row: IntentRow, { outcome, by, leaseMs }: Told): Promise<InHand> {
  const token = randomUUID();
  const intent = learned(intentOf(row), { outcome, by, at: row.clock }, { token, leaseMs });
  await update(trx, [intent]);
  return { intent, token, step: 'conclude' };
}

async function lock(trx: AnyTransaction, id: string): Promise<Intent | undefined> {
  const row = await lockedRow(trx, { id });
  const intent = row && intentOf(row);
  return intent?.known && intent.state !== 'concluded' ? intent : undefined;
}

async function lockedRow(trx: Trx, which: Which): Promise<IntentRow | undefined> {
  const isIt = 'id' in which ? sql`id = ${which.id}` : sql`effect = ${which.effect} and key = ${which.key}`;
  const { rows } = await sql<IntentRow>`
    select *, clock_timestamp() as clock from holdfast.effect_intent where ${isIt} for update`.execute(trx);
  return rows[0];
}

async function openDecisions(database: Database, effects: readonly string[], limit: number): Promise<OpenDecision[]> {
  const { rows } = await sql<{
    id: string;
    intent: string;
    effect: string;
    key: string;
    outcome: unknown;
    decided_by: string;
  }>`
    select d.id, d.intent, i.effect, i.key, d.outcome, d.decided_by
      from holdfast.effect_decision as d join holdfast.effect_intent as i on i.id = d.intent
     where d.result is null and i.effect = any (${effects}::text[])
     order by d.id
     limit ${limit}`.execute(database);
  return rows.map(({ id, intent, effect, key, outcome, decided_by: decidedBy }) => ({
    id,
    intent: { id: intent, effect, key },
    outcome,
    decidedBy,
  }));
}

async function accept(trx: Trx, decision: OpenDecision, told: Told): Promise<Settling> {
  if (!(await isOpen(trx, decision))) return { is: 'gone' };
  const row = (await lockedRow(trx, { id: decision.intent.id }))!;
  const { known } = intentOf(row);
  if (!known) {
    await settle(trx, decision, 'accepted');
    return { is: 'new', inHand: await keep(trx, row, told) };
  }
  if (await settleContradictions(trx, decision)) {
    await settle(trx, decision, 'acknowledged');
    return { is: 'acknowledged' };
  }
  if (isSameJson(known.outcome, told.outcome)) {
    await settle(trx, decision, 'accepted');
    return { is: 'known' };
  }
  await settle(trx, decision, 'refused', refusalOf(known));
  return { is: 'refused' };
}

async function isOpen(trx: Trx, { id }: OpenDecision): Promise<boolean> {
  const { rows } = await sql`
    select from holdfast.effect_decision where id = ${id} and result is null for update`.execute(trx);
  return rows.length === 1;
}

/** A person can have looked only at what was there when they decided. */
async function settleContradictions(trx: Trx, { id, intent }: OpenDecision): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update holdfast.effect_contradiction set settled_at = clock_timestamp()
     where intent = ${intent.id} and settled_at is null
       and told_at <= (select decided_at from holdfast.effect_decision where id = ${id})`.execute(trx);
  return (numAffectedRows ?? 0n) > 0n;
}

async function settle(
  trx: Trx,
  { id }: OpenDecision,
  result: 'accepted' | 'acknowledged' | 'refused',
  refusal: string | null = null,
): Promise<void> {
  await sql`
    update holdfast.effect_decision set result = ${result}, refusal = ${refusal}, settled_at = clock_timestamp()
     where id = ${id}`.execute(trx);
}

async function counts(database: Database): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select count(*) filter (where state = 'waiting')::int as waiting,
           count(*) filter (where state = 'parked')::int as parked,
           count(*) filter (where outcome is not null and last_error is not null)::int as stuck,
           (select count(*)::int from holdfast.effect_contradiction where settled_at is null) as contradictions
      from holdfast.effect_intent where state <> 'concluded'`.execute(database);
  return rows[0]!;
}

function recorded(row: IntentRow, decide: Decide): { after: Intent; inHand: InHand | undefined } {
  const intent = intentOf(row);
  const plan = decide(intent, row.clock);
  const token = randomUUID();
  const after = advance(intent, plan, { now: row.clock, token });
  return { after, inHand: inHandOf(after, plan, token) };
}

function inHandOf(intent: Intent, plan: Plan, token: string): InHand | undefined {
  if (plan.do === 'wait' || plan.do === 'park') return undefined;
  return { intent, token, step: plan.do === 'abandon' ? 'conclude' : plan.do };
}

async function update(trx: Trx, intents: readonly Intent[]): Promise<void> {
  if (intents.length === 0) return;
  await sql`
    update holdfast.effect_intent as i
       set state = u.state, next_at = u.next_at, attempts = u.attempts, first_attempt_at = u.first_attempt_at,
           failures = u.failures, undecided = u.undecided, lease_token = u.lease_token, lease_until = u.lease_until,
           last_error = u.last_error, parked_at = u.parked_at, outcome = u.outcome, known_by = u.known_by, known_at = u.known_at
      from jsonb_to_recordset(${JSON.stringify(intents.map(recordOf))}::jsonb)
        as u (id uuid, state text, next_at timestamptz, attempts int, first_attempt_at timestamptz, failures int, undecided int,
              lease_token uuid, lease_until timestamptz, last_error text, parked_at timestamptz, outcome jsonb, known_by text,
              known_at timestamptz)
     where i.id = u.id`.execute(trx);
}
