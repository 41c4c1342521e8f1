import type { RunningSystem } from '@holdfast/cli/supervise';
import { expectHolds, type Probe } from '@holdfast/testkit';
import type { Evidence } from '../evidence/evidence.ts';
import { readEvidence } from '../evidence/read-evidence.ts';
import { endsOnce } from './ends-once.ts';
import type { Invariant } from './invariant.ts';
import { money } from './money.ts';
import { noGhosts } from './no-ghosts.ts';
import { nothingLost } from './nothing-lost.ts';
import { orderPerKey } from './order-per-key.ts';
import { stock } from './stock.ts';
import { underWay } from './under-way.ts';

/** What holds for every shop, whatever happens to it. */
export const invariants: readonly Invariant[] = [endsOnce, money, stock, nothingLost, orderPerKey, noGhosts];

/**
 * Waits until every accepted order has ended and nothing is under way, then judges all invariants by one reading of all books,
 * and gives that reading. Throws NotHeld with every anomaly.
 */
export async function expectShopHolds(
  shop: RunningSystem,
  accepted: readonly string[],
  { withinMs = 60_000 } = {},
): Promise<Evidence> {
  if (accepted.length === 0) throw new Error('No order was accepted, so nothing would be shown.');
  let reading: Promise<Evidence> | undefined;
  const evidence = async (): Promise<Evidence> => await (reading ??= readEvidence(shop, accepted));
  const probes = invariants.map(({ name, judge }): Probe => ({ name, check: async () => judge(await evidence()) }));
  await expectHolds(probes, { withinMs, underWay: () => underWay(shop, accepted) });
  return await evidence();
}
