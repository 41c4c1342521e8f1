import { childOf } from '@holdfast/telemetry';
import { idsDerivedFrom, type Call, type Cause } from '@holdfast/work';

/** An effect that somebody wants, and how far it is. */
export interface Intent {
  /** Also the idempotency key. */
  readonly id: string;
  readonly position: bigint;
  readonly effect: string;
  readonly key: string;
  readonly request: unknown;
  readonly call: StoredCall;
  readonly intendedAt: Date;
  /** `parked`: it is for a person to decide, unless the outside is able to before. */
  readonly state: 'waiting' | 'parked' | 'concluded';
  /** When somebody looks at it again. Undefined where nobody does by himself: what is parked for good. */
  readonly nextAt: Date | undefined;
  /** Calls begun that may have done it; 0 is certain knowledge that nothing was done. */
  readonly attempts: number;
  readonly firstAttemptAt: Date | undefined;
  /** Turns without an outcome since the last thing that went well. */
  readonly failures: number;
  /** Turns in which it should have been given up and could not be. */
  readonly undecided: number;
  readonly lease: { readonly token: string; readonly until: Date } | undefined;
  readonly lastError: string | undefined;
  readonly parkedAt: Date | undefined;
  /** What came of it, from the moment on when somebody knew. It never changes. */
  readonly known: Known | undefined;
  readonly concludedAt: Date | undefined;
}

/** An outcome as JSON, or `abandoned`. */
export interface Known {
  readonly outcome: unknown;
  readonly by: KnownBy;
  readonly at: Date;
}

/** Whether our own call brought it, somebody told us (a webhook), or a person has decided. */
export type KnownBy = 'executor' | 'told' | 'person';

/** A call as JSON. */
export interface StoredCall {
  readonly actor: Call['actor'];
  readonly correlationId: string;
  readonly traceparent: string;
  readonly subject?: string;
  readonly cause?: Omit<Cause, 'at' | 'deadline'> & { readonly at: string; readonly deadline?: string };
}

/** What is kept of the call that wants an effect. */
export function storedCallOf({ actor, correlationId, traceparent, subject, cause }: Call): StoredCall {
  return JSON.parse(JSON.stringify({ actor, correlationId, traceparent, subject, cause })) as StoredCall;
}

/** The call in which an intent is performed and concluded: the same actor and cause, its trace goes on. */
export function callOf({ id, effect, intendedAt, call }: Intent): Call {
  const { cause, ...rest } = call;
  return {
    ...rest,
    traceparent: childOf(call.traceparent),
    // A conclusion that is run again after a deadlock names the same things.
    ids: () => idsDerivedFrom(id, effect, intendedAt),
    ...(cause && { cause: causeOf(cause) }),
  };
}

function causeOf({ at, deadline, ...cause }: NonNullable<StoredCall['cause']>): Cause {
  return { ...cause, at: new Date(at), ...(deadline !== undefined && { deadline: new Date(deadline) }) };
}
