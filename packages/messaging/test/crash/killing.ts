import { eventually, killAt, killsFelt } from '@holdfast/testkit';
import { expect } from 'vitest';
import type { Reached } from './every-point.ts';
import type { Stage } from './stage.ts';
import { services } from './two-services.ts';

/**
 * Lets trees of every kind grow while the victims are killed at the point and, once they are there again, a moment after
 * it. Answers how many kills there were.
 */
export async function killedAt(
  stage: Stage,
  { point, victims }: Reached,
  { reach, logOf }: { reach: number; logOf: (name: string) => string },
): Promise<number> {
  const logFor = (service: string) => logOf(`${stage.outbox}.${point}.${service}`);
  const kills = [`${point}#${reach}`, `${point}!after`];
  const trees = await stage.plantEveryKind(2);
  for (const service of services)
    stage.start(service, victims.includes(service) ? killAt(kills, logFor(service)) : undefined);
  // Also at the library, else there is nothing yet that could be replayed.
  const hasBegun = async () =>
    (await stage.two.grown(trees)) > 10 && Object.keys(await stage.two.notes('library', trees)).length > 0;
  await eventually(hasBegun, { what: 'the stream has begun', withinMs: 60_000 });
  await stage.two.attendant.replay();
  expect(await stage.outcome(trees)).toEqual(stage.expected(trees));
  for (const service of victims) expect(killsFelt(logFor(service))).toEqual({ [point]: kills.length });
  return kills.length * victims.length;
}
