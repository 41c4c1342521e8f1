import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { endDeadRuns, openInfrastructure, startRun } from '@holdfast/local-infra';
import type { Infrastructure, Run } from '@holdfast/local-infra';
import type { TestProject } from 'vitest/node';
import { openOnDemand } from './on-demand.ts';
import type { OnDemand } from './on-demand.ts';
import type { DurableServers } from './test-infra.ts';
import { keepNamespaces, removeDeadNamespaces } from './test-namespaces.ts';
import type { KeptNamespaces } from './test-namespaces.ts';
import { testServices } from './test-services.ts';

/**
 * Vitest's global set-up for tests that need servers. Starts one PostgreSQL without fsync at once, and a second one with
 * it and Kafka when the first test asks. All of it ends with this process; what a killed process left, the next one ends.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = workspaceRoot(project.vitest.config.root);
  await endDeadRuns(root);
  const run = startRun(root, 'test');
  try {
    const servers = await openServers(root, run);
    const prefix = `t${randomBytes(3).toString('hex')}`;
    const kept = await keepOnGivenServers(root, prefix, servers.durable);
    project.provide('infra', {
      root,
      fast: plain(servers.fast),
      onDemand: servers.durable.url,
      prefix,
      namespaces: kept?.folder,
    });
    return async () => await closeServers(servers, kept, run);
  } catch (error) {
    await run.end();
    throw error;
  }
}

interface OpenServers {
  readonly fast: Infrastructure;
  readonly durable: OnDemand<Infrastructure>;
}

async function openServers(root: string, run: Run): Promise<OpenServers> {
  const open = async (name: 'fast' | 'durable') =>
    await openInfrastructure({
      root,
      run,
      use: 'auto',
      state: join(run.folder, name),
      durable: name === 'durable',
      kafka: name === 'durable' ? 'optional' : 'none',
      services: testServices,
      log: (line) => process.stderr.write(`${line}\n`),
    });
  return { fast: await open('fast'), durable: await openOnDemand(() => open('durable'), plain) };
}

async function closeServers({ fast, durable }: OpenServers, kept: KeptNamespaces | undefined, run: Run): Promise<void> {
  const opened = await durable.close();
  // Only tests that asked for the durable servers can have made topics.
  await kept?.remove(opened ?? fast);
  await Promise.all([fast.stop(), opened?.stop()]);
  await run.end();
}

// Servers of this run disappear with all that is in them. Given ones stay, and so would what tests made there.
async function keepOnGivenServers(
  root: string,
  prefix: string,
  durable: OnDemand<Infrastructure>,
): Promise<KeptNamespaces | undefined> {
  const areGiven = ['HOLDFAST_POSTGRES_URL', 'HOLDFAST_KAFKA_BROKERS'].some((name) => (process.env[name] ?? '') !== '');
  if (!areGiven) return undefined;
  await removeDeadNamespaces(root, durable.opened);
  return keepNamespaces(root, prefix);
}

// Functions do not cross into the tests' processes.
function plain({ state, postgres, kafka, kafkaMissing }: Infrastructure): DurableServers {
  return { state, postgres, ...(kafka && { kafka }), ...(kafkaMissing !== undefined && { kafkaMissing }) };
}

/** The folder of pnpm-workspace.yaml at or above `from`, so that all runs of a checkout are listed in one place; else `from`. */
export function workspaceRoot(from: string): string {
  for (let folder = from; dirname(folder) !== folder; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  }
  return from;
}
