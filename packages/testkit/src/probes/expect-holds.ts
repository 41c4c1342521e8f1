import { setTimeout as pause } from 'node:timers/promises';
import type { Probe } from './probe.ts';

/** When the probes are asked. */
export interface HoldsOptions {
  /** What is still under way, one sentence each. The probes are judged when nothing is, or when the time is up. */
  readonly underWay: () => Promise<readonly string[]>;
  /** A minute unless told otherwise. */
  readonly withinMs?: number;
  /** For so long nothing may have been under way: what comes late, such as an effect that is done twice, has time to show. */
  readonly quietForMs?: number;
}

/**
 * Waits until the system is quiet, then asks every probe and throws {@link NotHeld} with all anomalies, each under the name of
 * its probe. What does not become quiet in time does not hold, and the probes' answers are told with it.
 */
export async function expectHolds(probes: readonly Probe[], options: HoldsOptions): Promise<void> {
  if (probes.length === 0) throw new Error('There are no probes, so nothing would be shown.');
  const { underWay, withinMs = 60_000, quietForMs = 500 } = options;
  const restless = await untilQuiet(underWay, { withinMs, quietForMs });
  const anomalies = [...headed(`quiet within ${withinMs} ms`, restless)];
  for (const probe of probes) anomalies.push(...headed(probe.name, await answerOf(probe)));
  if (anomalies.length > 0) throw new NotHeld(anomalies);
}

/** Something does not hold. The message has every anomaly, up to some hundred. */
export class NotHeld extends Error {
  readonly anomalies: readonly string[];

  constructor(anomalies: readonly string[]) {
    const shown = anomalies.slice(0, mostShown);
    const more = anomalies.length - shown.length;
    super([`${anomalies.length} anomalies`, ...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n  '));
    this.anomalies = anomalies;
  }
}

const mostShown = 100;
const everyMs = 100;

async function untilQuiet(
  underWay: HoldsOptions['underWay'],
  { withinMs, quietForMs }: { withinMs: number; quietForMs: number },
): Promise<readonly string[]> {
  const deadline = performance.now() + withinMs;
  let quietSince: number | undefined;
  for (;;) {
    const restless = await underWay().catch(couldNotBeAsked);
    quietSince = restless.length > 0 ? undefined : (quietSince ?? performance.now());
    if (quietSince !== undefined && performance.now() - quietSince >= quietForMs) return [];
    // A system that has just become quiet may finish its quiet time.
    if (quietSince === undefined && performance.now() > deadline) return restless;
    await pause(Math.min(everyMs, quietForMs));
  }
}

async function answerOf(probe: Probe): Promise<readonly string[]> {
  return await probe.check().catch(couldNotBeAsked);
}

function couldNotBeAsked(error: unknown): readonly string[] {
  return [`could not be asked: ${error instanceof Error ? error.message : String(error)}`];
}

function headed(name: string, anomalies: readonly string[]): string[] {
  return anomalies.map((anomaly) => `${name}: ${anomaly}`);
}
