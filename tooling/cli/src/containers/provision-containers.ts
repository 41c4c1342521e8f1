import { accessToContainers, endDeadRuns, openInfrastructure, provision, startRun } from '@holdfast/local-infra';
import { requirementsOf, type System } from '@holdfast/system-model';
import { cloneRoot } from '../clone-root.ts';

/** Makes what the declarations need in the servers of docker-compose.yml. They are healthy by then. */
export async function provisionContainers(system: System, state: string, env = process.env): Promise<void> {
  const services = system.services.map(({ name }) => name);
  await endDeadRuns(cloneRoot);
  const run = startRun(cloneRoot, 'provision');
  const given = { ...accessToContainers({ state, services }), ...env };
  const common = { root: cloneRoot, run, state, services, env: given, durable: true } as const;
  const infrastructure = await openInfrastructure({ ...common, use: 'given', kafka: 'required', log: console.error });
  try {
    await provision(infrastructure, requirementsOf(system.services, ''), '');
  } finally {
    await infrastructure.stop();
    await run.end();
  }
}
