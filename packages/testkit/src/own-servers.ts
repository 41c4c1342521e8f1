import { join } from 'node:path';
import { openInfrastructure, startRun } from '@holdfast/local-infra';
import type { Faults, Infrastructure } from '@holdfast/local-infra';
import { afterAll } from 'vitest';
import { testInfra } from './test-infra.ts';
import { testServices } from './test-services.ts';

/** Servers that a test may hurt. */
export type OwnServers = Infrastructure & { readonly fault: Faults };

/**
 * Starts servers for one test file, durable and processes of this machine, and ends them after its last test. For tests
 * that kill a server, because the shared ones are in use by others. `kafkaMissing` says why there is no Kafka.
 */
export async function ownServers({ kafka }: { kafka: 'optional' | 'none' }): Promise<OwnServers> {
  const run = startRun(testInfra().root, 'test-servers');
  afterAll(() => run.end());
  const servers = await openInfrastructure({
    root: testInfra().root,
    use: 'native',
    state: join(run.folder, 'state'),
    durable: true,
    kafka,
    services: testServices,
    run,
    log: () => undefined,
  });
  if (servers.fault === undefined) throw new Error('native servers came without a way to hurt them');
  return { ...servers, fault: servers.fault };
}
