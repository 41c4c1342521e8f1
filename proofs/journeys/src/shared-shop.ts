import type { RunningSystem, StartOptions } from '@holdfast/cli/supervise';
import { undecided } from '@holdfast/testkit';
import { afterAll, type TestContext } from 'vitest';
import { startShop } from './start-shop.ts';

/** One shop for all tests of a file, started by the first that asks. Where this machine cannot have the servers, they are undecided. */
export function sharedShop(options: StartOptions = {}): (context: TestContext) => Promise<RunningSystem> {
  let starting: Promise<RunningSystem> | undefined;
  afterAll(async () => await (await starting?.catch(() => undefined))?.stop());
  return async (context) => {
    starting ??= startShop(options);
    return await starting.catch((error: unknown) => {
      if ((error as { code?: string }).code === 'kafka-missing') undecided(context, (error as Error).message);
      throw error;
    });
  };
}
