import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { LedgerEntry } from '../ledger/ledger.ts';
import type { Answer } from '../answer.ts';
import { read } from '../refusal.ts';

/** One system that is not ours. Paths, keys, ledger, faults and webhooks of all of them are the same code. */
export interface OutsideSystem {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** Whether the switch `doNothing` exists here. */
  readonly canDoNothing: boolean;
  readonly sendsWebhooks: boolean;
  /** SQL that makes wrong rows of its ledger impossible. May run again. */
  readonly constraints: string;
}

/** `POST /<system>/<path>` does it, `GET /<system>/<path>?reference=` shows the ledger's entries of this kind. */
export interface Operation {
  readonly path: string;
  readonly kind: string;
  read(body: unknown): Call;
}

/** A call whose body was read. */
export interface Call {
  readonly request: Request;
  /** What it does, given what the ledger already says about this reference. Throws a `Refusal` where it does nothing. */
  decide(past: readonly LedgerEntry[]): Outcome;
}

export interface Request {
  readonly reference: string;
  readonly notifyUrl?: string | undefined;
}

export interface Outcome {
  readonly kind: string;
  /** Goes into the ledger. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
  /** The webhook's body, to which reference, key and event id are added. */
  readonly news?: { readonly event: string; readonly [detail: string]: unknown };
}

export function outsideSystem(
  system: Pick<OutsideSystem, 'name' | 'operations'> & Partial<OutsideSystem>,
): OutsideSystem {
  return { canDoNothing: false, sendsWebhooks: false, constraints: '', ...system };
}

export function operation<R extends Request>(options: {
  path: string;
  kind: string;
  body: z.ZodType<R>;
  decide: (request: R, past: readonly LedgerEntry[]) => Outcome;
}): Operation {
  return {
    path: options.path,
    kind: options.kind,
    read: (body) => {
      const request = read(options.body, body);
      return { request, decide: (past) => options.decide(request, past) };
    },
  };
}

export function newId(prefix: string): string {
  return `${prefix}-${randomUUID()}`;
}
