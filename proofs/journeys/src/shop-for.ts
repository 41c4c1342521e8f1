import type { RunningSystem, StartOptions } from '@holdfast/cli/supervise';
import { undecided } from '@holdfast/testkit';
import type { TestContext } from 'vitest';
import { startShop } from './start-shop.ts';

/** A shop that lives as long as one test. Where this machine cannot have the servers, the test is undecided, never passed. */
export async function shopFor(context: TestContext, options: StartOptions = {}): Promise<RunningSystem> {
  const system = await startShop(options).catch((error: unknown) => {
    if ((error as { code?: string }).code === 'kafka-missing') undecided(context, (error as Error).message);
    throw error;
  });
  context.onTestFinished(() => system.stop());
  return system;
}
