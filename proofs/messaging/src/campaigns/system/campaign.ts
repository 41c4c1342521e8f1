import { once } from 'node:events';
import { join } from 'node:path';
import {
  endDeadRuns,
  openInfrastructure,
  startRun,
  untilInterrupted,
  type Infrastructure,
  type Run,
} from '@holdfast/local-infra';

export const root = join(import.meta.dirname, '..', '..', '..', '..', '..');

/** What a campaign has: servers of its own, which it may hurt, until it is over or interrupted. */
export interface Ground {
  readonly servers: Infrastructure;
  readonly signal: AbortSignal;
}

/** Runs a campaign on servers of its own and ends whatever it started. Answers the exit code: 2 if it could not decide. */
export async function onOwnServers(campaign: (ground: Ground) => Promise<number>): Promise<number> {
  const interrupted = untilInterrupted();
  await endDeadRuns(root);
  const run = startRun(root, 'campaign');
  try {
    tell('PostgreSQL and Kafka start …');
    // At whatever moment: what was started is in the run, and ends with it.
    return await Promise.race([onServersOf(run, campaign, interrupted.signal), aborted(interrupted.signal)]);
  } catch (error) {
    if (interrupted.exitCode !== undefined) return interrupted.exitCode;
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return 2;
  } finally {
    await run.end();
    interrupted.stopListening();
  }
}

async function onServersOf(
  run: Run,
  campaign: (ground: Ground) => Promise<number>,
  signal: AbortSignal,
): Promise<number> {
  const servers = await openInfrastructure({
    root,
    run,
    state: join(run.folder, 'campaign'),
    use: 'native',
    durable: true,
    kafka: 'required',
    services: ['garden', 'library'],
  });
  try {
    return await campaign({ servers, signal });
  } finally {
    await servers.stop();
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** For whoever watches; what programs read goes to stdout. */
export function tell(line: string): void {
  console.error(`  ${line}`);
}
