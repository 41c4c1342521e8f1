import { inTransaction } from '../storage/in-transaction.ts';
import type { Answer } from '../answer.ts';
import type { World } from '../world.ts';

export type KeyStatus = { readonly status: 'done'; readonly answer: Answer } | { readonly status: 'cancelled' };

/**
 * Makes sure that nothing happens under a key any more, unless it has happened. A forgotten key is looked up in the ledger,
 * so `cancelled` is never said of what stands there.
 */
export function cancelKey({ database, keys, ledger }: World, system: string, key: string): KeyStatus {
  return inTransaction(database, () => {
    const known = keys.find(system, key);
    if (known?.state === 'cancelled') return { status: 'cancelled' };
    const answer = known?.answer ?? ledger.answerUnder(system, key);
    if (answer !== undefined) return { status: 'done', answer };
    keys.cancel(system, key);
    return { status: 'cancelled' };
  });
}
