import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { TestContext } from 'vitest';

/** One time that a point was reached. */
export interface ReachedPoint {
  readonly point: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What was reached in this process so far. */
export interface RecordedPoints {
  /** In the sequence in which it happened. */
  readonly all: readonly ReachedPoint[];
  /** The names alone. */
  names(): string[];
  /** The facts of each time that this point was reached. */
  of(point: string): ReachedPoint['facts'][];
}

/** Records points of this process, such as `relay.acked`, until the test ends. */
export function recordPoints(
  context: Pick<TestContext, 'onTestFinished'>,
  ...points: [string, ...string[]]
): RecordedPoints {
  const all: ReachedPoint[] = [];
  for (const point of points) {
    const listener = (facts: unknown) => void all.push({ point, facts: facts as ReachedPoint['facts'] });
    subscribe(`holdfast:${point}`, listener);
    context.onTestFinished(() => void unsubscribe(`holdfast:${point}`, listener));
  }
  return {
    all,
    names: () => all.map(({ point }) => point),
    of: (point) => all.filter((reached) => reached.point === point).map(({ facts }) => facts),
  };
}
