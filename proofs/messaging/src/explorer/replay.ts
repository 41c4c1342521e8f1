import { settle } from './settle.ts';
import type { Anomaly, Scenario, World } from './world.ts';

/** Takes steps by their names. Undefined where one of them is not possible. */
async function replay(scenario: Scenario, names: readonly string[]): Promise<World | undefined> {
  const world = scenario.begin();
  await settle();
  for (const name of names) {
    const step = world.steps().find((possible) => possible.name === name);
    if (!step) return undefined;
    step.take();
    await settle();
  }
  return world;
}

/** Where these steps lead: what is wrong there, also when nothing disturbs any more. */
export async function anomaliesAfter(scenario: Scenario, names: readonly string[]): Promise<readonly Anomaly[]> {
  const world = await replay(scenario, names);
  if (!world) throw new NotPossible(names);
  const anomalies = world.anomalies();
  return anomalies.length > 0 ? anomalies : world.calmsDown();
}

/** The production code does something else than when this interleaving was found. */
export class NotPossible extends Error {
  readonly code = 'not-possible';

  constructor(names: readonly string[]) {
    super(`These steps are not possible any more: ${names.join(' | ')}.`);
  }
}
