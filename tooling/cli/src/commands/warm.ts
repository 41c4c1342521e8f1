import { join } from 'node:path';
import { endDeadRuns, openInfrastructure, startRun } from '@holdfast/local-infra';
import type { Terminal } from '../terminal.ts';

export interface WarmCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly infra: 'auto' | 'given' | 'docker' | 'native';
  readonly json?: boolean;
}

/**
 * Fetches everything that later commands would fetch: the launcher has brought the toolchain and the packages before this
 * runs; the servers are brought by opening them once, on data that goes again, so that nothing can be missing from a list.
 * Resolves to 0.
 */
export async function warmCommand({ root, terminal, infra, json }: WarmCommand): Promise<number> {
  await endDeadRuns(root);
  const run = startRun(root, 'warm');
  try {
    const servers = await openInfrastructure({
      root,
      run,
      state: join(run.folder, 'state'),
      use: infra,
      durable: false,
      kafka: 'required',
      services: [],
      log: (line) => terminal.say(`  ${line}`),
    });
    const { postgres, kafka } = servers;
    await servers.stop();
    const here = {
      node: process.versions.node,
      postgres: { version: postgres.version, provider: postgres.provider },
      ...(kafka && { kafka: { version: kafka.version, provider: kafka.provider } }),
      tookMs: Math.round(performance.now()),
    };
    if (json) terminal.out(JSON.stringify(here));
    else for (const line of linesOf(here)) terminal.out(line);
    return 0;
  } finally {
    await run.end();
  }
}

interface Here {
  readonly node: string;
  readonly postgres: { readonly version: string; readonly provider: string };
  readonly kafka?: { readonly version: string; readonly provider: string };
  readonly tookMs: number;
}

function linesOf({ node, postgres, kafka, tookMs }: Here): string[] {
  const servers = [
    `PostgreSQL ${postgres.version} ${postgres.provider}`,
    ...(kafka ? [`Kafka ${kafka.version} ${kafka.provider}`] : []),
  ];
  return [
    `here: Node ${node} · packages · ${servers.join(' · ')}   (${(tookMs / 1000).toFixed(1)} s)`,
    'From now on ./holdfast start, dev and test need no network.',
  ];
}
