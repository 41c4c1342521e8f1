import { startSystem, type RunningSystem, type StartOptions } from '@holdfast/cli/supervise';
import { placeWitness } from './evidence/witness.ts';

/** The whole shop on fresh servers and free ports, with a witness in each database. Crashed services return at once. */
export async function startShop(options: StartOptions = {}): Promise<RunningSystem> {
  const system = await startSystem({ state: 'fresh', ports: 'free', restartInMs: () => 100, ...options });
  try {
    for (const { ownerUrl } of Object.values(system.access)) await placeWitness(ownerUrl);
  } catch (error) {
    await system.stop();
    throw error;
  }
  return system;
}
