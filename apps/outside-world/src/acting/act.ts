import type { Answer } from '../answer.ts';
import type { Fate } from '../faults/fate.ts';
import type { KnownKey } from '../keys/keys.ts';
import { Refusal } from '../refusal.ts';
import { inTransaction } from '../storage/in-transaction.ts';
import type { Call, Outcome } from '../systems/outside-system.ts';
import type { World } from '../world.ts';

export interface KeyedCall extends Call {
  readonly system: string;
  readonly path: string;
  readonly key: string;
}

/**
 * Does what is asked, once per key. Ledger row, answer of the key and webhook are committed together when this returns. It
 * does not wait for anything: of two calls at the same time one acts and the other one gets its answer. A refusal leaves
 * nothing behind, so the key may be used again.
 */
export function act(world: World, call: KeyedCall, fate: Fate): Answer {
  const request = `${call.path} ${JSON.stringify(call.request)}`;
  return inTransaction(world.database, () => {
    const known = world.keys.find(call.system, call.key);
    if (known !== undefined) return answerAgain(known, request);
    const outcome = call.decide(world.ledger.about(call.system, call.request.reference));
    if (!fate.doNothing) record(world, call, outcome, fate);
    world.keys.remember(call.system, call.key, { request, answer: outcome.answer, memoryMs: fate.keyMemoryMs });
    return outcome.answer;
  });
}

function record({ ledger, webhooks }: World, call: KeyedCall, outcome: Outcome, fate: Fate): void {
  const { system, key: idempotencyKey, request } = call;
  const { kind, details, answer, news } = outcome;
  ledger.append({ system, kind, reference: request.reference, idempotencyKey, details, answer });
  if (news === undefined || request.notifyUrl === undefined) return;
  const body = { ...news, reference: request.reference, idempotencyKey };
  webhooks.write({ system, notifyUrl: request.notifyUrl, body }, fate.webhook);
}

function answerAgain(known: KnownKey, request: string): Answer {
  if (known.state === 'cancelled') throw new Refusal(409, 'key-cancelled', 'This idempotency key was cancelled.');
  if (known.request === request) return known.answer;
  throw new Refusal(422, 'key-reused', 'This idempotency key was used before, with another request.');
}
