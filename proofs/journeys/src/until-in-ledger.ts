import type { RunningSystem } from '@holdfast/cli/supervise';
import { eventually } from '@holdfast/testkit';
import { entriesOf, readOutsideLedgers, type OutsideEntry } from './evidence/outside-ledgers.ts';

/** Resolves as soon as the outside has really done something for an order, whether or not its answer has reached anybody. */
export async function untilInLedger(shop: RunningSystem, kind: OutsideEntry['kind'], orderId: string): Promise<void> {
  await eventually(async () => entriesOf(await readOutsideLedgers(shop), kind, orderId).length > 0, {
    withinMs: 30_000,
    what: `a ${kind} for ${orderId} in the ledger outside`,
  });
}
