import { sql, type Kysely } from 'kysely';

/** What a person has decided about an intent, and why. */
export interface Decision {
  /** The intent. */
  readonly id: string;
  /** JSON as the effect's outcome has it, or `abandoned`: it has not happened and will not. */
  readonly outcome: unknown;
  readonly because: string;
  readonly decidedBy: string;
}

/** How far a decision is. */
export interface DecisionState {
  /** `open` until the running service has looked at it; `acknowledged` where it was about a contradiction. */
  readonly state: 'open' | 'accepted' | 'acknowledged' | 'refused';
  readonly refusal?: string;
  /** Whether the service has concluded the intent. */
  readonly isConcluded: boolean;
}

// oxlint-disable typescript/no-explicit-any -- the tables below are named in the SQL itself

/**
 * Writes down a decision. The running service validates it within about a second and concludes the intent through the same
 * use case as any outcome; the row is the record of who decided what, and why. Writing it twice settles nothing twice.
 */
export async function decide(
  database: Kysely<any>,
  { id, outcome, because, decidedBy }: Decision,
): Promise<{ decision: string } | 'unknown-intent'> {
  if (!uuid.test(id)) return 'unknown-intent';
  const { rows } = await sql<{ decision: string }>`
    insert into holdfast.effect_decision (intent, outcome, because, decided_by)
    select id, ${JSON.stringify(outcome)}::jsonb, ${because}, ${decidedBy}
      from holdfast.effect_intent where id = ${id}
    returning id as decision`.execute(database);
  return rows[0] ?? 'unknown-intent';
}

/** What became of a decision; undefined if there is none of this number. */
export async function decisionIn(database: Kysely<any>, decision: string): Promise<DecisionState | undefined> {
  const { rows } = await sql<{ result: DecisionState['state'] | null; refusal: string | null; state: string }>`
    select d.result, d.refusal, i.state
      from holdfast.effect_decision as d join holdfast.effect_intent as i on i.id = d.intent
     where d.id = ${decision}`.execute(database);
  return rows[0] && stateOf(rows[0]);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function stateOf({
  result,
  refusal,
  state,
}: {
  result: DecisionState['state'] | null;
  refusal: string | null;
  state: string;
}) {
  return { state: result ?? 'open', isConcluded: state === 'concluded', ...(refusal !== null && { refusal }) };
}
