import {
  inCall,
  newMessageId,
  type AnyEffect,
  type Call,
  type Intended,
  type IntentWriter,
  type WorkEngine,
} from '@holdfast/work';
import { MemoryTransaction } from './memory-transaction.ts';

/** What an engine in memory is made of. `parts` are given the transaction, to keep something until its commit. */
export interface MemoryEngineOptions {
  readonly service: string;
  readonly parts: (trx: MemoryTransaction) => object;
  readonly intents?: IntentWriter;
}

/** Opens transactions in memory, so that an executor can be tested without a database. What is published goes nowhere. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the use cases' business
export function memoryEngine({ service, parts, intents }: MemoryEngineOptions): WorkEngine<any> {
  const transact = (call: Call, body: (opened: { trx: never; scope: unknown }) => Promise<unknown>) =>
    inCall(call, async () => {
      const trx = new MemoryTransaction();
      const intended: Intended[] = [];
      const now = new Date();
      const intend = (effect: AnyEffect, { key, request }: { key: string; request: unknown }) =>
        void intended.push({ effect, key, request: effect.request.parse(request) });
      try {
        const speaking = { newId: call.ids?.() ?? newMessageId, publish: () => {}, intend };
        const scope = { ...parts(trx), ...speaking, now, actor: call.actor, cause: call.cause };
        const answer = await body({ trx: trx.asAny() as never, scope });
        if (intended.length > 0) await intents?.write(trx.asAny(), intended, call, now);
        trx.commit();
        if (intended.length > 0) intents?.committed();
        return answer;
      } catch (error) {
        trx.rollback();
        throw error;
      }
    });
  // oxlint-disable-next-line typescript/no-explicit-any -- one function for both, since memory has no read-only mode
  return { service, anonymous: { id: 'anonymous', roles: [] }, transact, read: transact } as WorkEngine<any>;
}
