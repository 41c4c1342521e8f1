import { inCall, type Call } from '../call.ts';
import type { Opened, WorkEngine } from '../engine.ts';
import { newMessageId } from '../ids.ts';
import { Intending } from '../intending.ts';
import type { IntentWriter } from '../intent-writer.ts';
import type { OutboxWriter } from '../outbox-writer.ts';
import { Saying } from '../saying.ts';
import { MemoryTransaction } from './memory-transaction.ts';

/** What an engine in memory is made of. */
export interface MemoryEngineOptions {
  readonly service: string;
  /** Is given the transaction, to keep something until its commit. */
  readonly parts: (trx: MemoryTransaction) => object;
  /** Where messages go; without one they go nowhere. */
  readonly outbox?: OutboxWriter;
  /** Where intents go; without one they go nowhere. */
  readonly intents?: IntentWriter;
}

/** Opens transactions in memory, so that whoever runs something in one can be tested without a database. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the use cases' business
export function memoryEngine(options: MemoryEngineOptions): WorkEngine<any> {
  const { service } = options;
  const transact = (call: Call, body: Body) => inCall(call, () => attempt(options, call, body));
  // oxlint-disable-next-line typescript/no-explicit-any -- one function for both, since memory has no read-only mode
  return { service, anonymous: { id: 'anonymous', roles: [] }, transact, read: transact } as WorkEngine<any>;
}

type Body = (opened: Opened<unknown>) => Promise<unknown>;

async function attempt({ parts, outbox, intents }: MemoryEngineOptions, call: Call, body: Body): Promise<unknown> {
  const transaction = new MemoryTransaction();
  const trx = transaction.asAny();
  const { actor, cause, ids } = call;
  const [now, newId] = [new Date(), ids?.() ?? newMessageId];
  const [{ said, publish }, { intended, intend }] = [new Saying(newId), new Intending()];
  try {
    const answer = await body({ trx, scope: { ...parts(transaction), now, newId, publish, intend, actor, cause } });
    if (intended.length > 0) await intents?.write(trx, intended, call, now);
    if (said.length > 0) await outbox?.write(trx, said, call, now);
    transaction.commit();
    if (said.length > 0) outbox?.committed();
    if (intended.length > 0) intents?.committed();
    return answer;
  } catch (error) {
    transaction.rollback();
    throw error;
  }
}
