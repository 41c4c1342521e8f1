import { randomUUID } from 'node:crypto';
import { startSystem, type RunningSystem, type StartOptions } from '@holdfast/cli/supervise';
import { placeWitness } from './evidence/witness.ts';
import { askForOrder } from './order-requests.ts';

/** The whole shop on fresh servers and free ports, with a witness in each database. Crashed services return at once. */
export async function startShop({ env, ...options }: StartOptions = {}): Promise<RunningSystem> {
  const system = await startSystem({
    state: 'fresh',
    ports: 'free',
    restartInMs: () => 100,
    ...options,
    env: (start) => ({ ...manyRequests, ...env?.(start) }),
  });
  try {
    for (const { ownerUrl } of Object.values(system.access)) await placeWitness(ownerUrl);
    await knowTheIssuer(system, options.instances);
  } catch (error) {
    await system.stop();
    throw error;
  }
  return system;
}

/** One customer sends here what hundreds would, and none of it is an attack. */
const manyRequests = { RATE_LIMIT_PER_MINUTE: '1000000' };

/** The issuer is outside, and journeys take the outside away: what has to be asked of it has been asked before. */
async function knowTheIssuer(shop: RunningSystem, instances = 1): Promise<void> {
  for (let instance = 1; instance <= instances; instance += 1) {
    const { status } = await askForOrder(shop, randomUUID(), { instance });
    if (status !== 404) throw new Error(`an order that nobody placed answers ${status}`);
  }
}
