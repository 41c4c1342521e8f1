import { encode, subjectOf, type AnyMessage } from '@holdfast/contract-kit';
import { inCall, newMessageId, type Call, type OutboxWriter, type Said, type WorkEngine } from '@holdfast/work';
import { MemoryTransaction } from './memory-transaction.ts';

/** What a transaction in memory hands to a handler. `trx` is for parts that keep something until the commit. */
export type MemoryParts<Parts> = (trx: MemoryTransaction) => Parts;

/** Opens transactions in memory, so that a consumer can be tested without a database. */
export function memoryEngine<Parts extends object>({
  service,
  parts,
  outbox,
}: {
  service: string;
  parts: MemoryParts<Parts>;
  outbox?: OutboxWriter;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the handlers' business
}): WorkEngine<any> {
  const transact = (call: Call, body: (opened: { trx: never; scope: unknown }) => Promise<unknown>) =>
    inCall(call, async () => {
      const trx = new MemoryTransaction();
      const said: Said[] = [];
      const now = new Date();
      const newId = call.ids?.() ?? newMessageId;
      const publish = (message: AnyMessage, data: never) =>
        void said.push({ id: newId(), message, subject: subjectOf(message, data), payload: encode(message, data) });
      try {
        const scope = { ...parts(trx), now, newId, publish, actor: call.actor, cause: call.cause };
        const answer = await body({ trx: trx.asAny() as never, scope });
        if (said.length > 0) await outbox?.write(trx.asAny(), said, call, now);
        trx.commit();
        if (said.length > 0) outbox?.committed();
        return answer;
      } catch (error) {
        trx.rollback();
        throw error;
      }
    });
  // oxlint-disable-next-line typescript/no-explicit-any -- one function for both, since memory has no read-only mode
  return { service, anonymous: { id: 'anonymous', roles: [] }, transact, read: transact } as WorkEngine<any>;
}
