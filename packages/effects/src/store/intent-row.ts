import type { Intent, Known, KnownBy, StoredCall } from '../intent/intent.ts';

/** A row of `holdfast.effect_intent`, and the time at which it was read. */
export interface IntentRow {
  readonly clock: Date;
  readonly id: string;
  readonly position: string;
  readonly effect: string;
  readonly key: string;
  readonly request: unknown;
  readonly call: StoredCall;
  readonly intended_at: Date;
  readonly state: Intent['state'];
  readonly next_at: Date | null;
  readonly attempts: number;
  readonly first_attempt_at: Date | null;
  readonly failures: number;
  readonly undecided: number;
  readonly lease_token: string | null;
  readonly lease_until: Date | null;
  readonly last_error: string | null;
  readonly parked_at: Date | null;
  readonly outcome: unknown;
  readonly known_by: KnownBy | null;
  readonly known_at: Date | null;
  readonly concluded_at: Date | null;
}

export function intentOf(row: IntentRow): Intent {
  const { id, effect, key, request, call, state, attempts, failures, undecided } = row;
  return {
    id,
    effect,
    key,
    request,
    call,
    state,
    attempts,
    failures,
    undecided,
    position: BigInt(row.position),
    intendedAt: row.intended_at,
    nextAt: row.next_at ?? undefined,
    firstAttemptAt: row.first_attempt_at ?? undefined,
    lease: row.lease_token === null ? undefined : { token: row.lease_token, until: row.lease_until! },
    lastError: row.last_error ?? undefined,
    parkedAt: row.parked_at ?? undefined,
    known: knownIn(row),
    concludedAt: row.concluded_at ?? undefined,
  };
}

/** The columns that change, as JSON. */
export function recordOf(intent: Intent): object {
  const { id, state, attempts, failures, undecided, lease, known } = intent;
  return {
    id,
    state,
    attempts,
    failures,
    undecided,
    next_at: intent.nextAt,
    first_attempt_at: intent.firstAttemptAt,
    lease_token: lease?.token,
    lease_until: lease?.until,
    last_error: intent.lastError,
    parked_at: intent.parkedAt,
    outcome: known?.outcome,
    known_by: known?.by,
    known_at: known?.at,
  };
}

function knownIn({ outcome, known_by: by, known_at: at }: IntentRow): Known | undefined {
  return by === null || at === null ? undefined : { outcome, by, at };
}
