import { inCall, type Call } from '../call.ts';
import type { Opened, Shared, WorkEngine } from '../engine.ts';
import type { IntentWriter } from '../intent-writer.ts';
import type { OutboxWriter } from '../outbox-writer.ts';
import { Scopes } from '../scopes.ts';
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
  const transactTogether = (body: Together) => attempt(options, body);
  const transact = (call: Call, body: Body) =>
    inCall(call, () => transactTogether(({ trx, within }) => within(call, (scope) => body({ trx, scope }))));
  const anonymous = { id: 'anonymous', roles: [] };
  // oxlint-disable-next-line typescript/no-explicit-any -- one function for both, since memory has no read-only mode
  return { service, anonymous, transact, transactTogether, read: transact } as WorkEngine<any>;
}

type Body = (opened: Opened<unknown>) => Promise<unknown>;
type Together = (shared: Shared<unknown>) => Promise<unknown>;

async function attempt({ parts, outbox, intents }: MemoryEngineOptions, body: Together): Promise<unknown> {
  const transaction = new MemoryTransaction();
  const trx = transaction.asAny();
  const scopes = new Scopes(new Date(), () => parts(transaction));
  const { now, said, intended } = scopes;
  try {
    const answer = await body({ trx, now, within: (call, run) => scopes.within(call, run) });
    if (intended.length > 0) await intents?.write(trx, intended, now);
    if (said.length > 0) await outbox?.write(trx, said, now);
    transaction.commit();
    if (said.length > 0) outbox?.committed();
    if (intended.length > 0) intents?.committed();
    return answer;
  } catch (error) {
    transaction.rollback();
    throw error;
  }
}
