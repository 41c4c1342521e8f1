import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningSystem, ServiceStart, StartOptions } from '@holdfast/cli/supervise';
import { eventually, killAt, killsFelt, type KillAt } from '@holdfast/testkit';
import { afterAll } from 'vitest';

/** Kills of services at one point after the other; several services may have their series at the same time. */
export interface KillSeries {
  /** To start the shop with. */
  readonly options: Pick<StartOptions, 'env' | 'nodeArgs'>;
  /**
   * Kills the victim, and then each of its next starts at the next point, until it has outlived the last kill. Throws
   * KillNotFelt when one did not happen. A point may say which time: `relay.acked#3`.
   */
  killAtEach(
    shop: RunningSystem,
    victim: string,
    points: readonly string[],
    options: { withinMs: number },
  ): Promise<void>;
}

/** One series for a test file: its logs end with it. */
export function killSeries(): KillSeries {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-kills-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const running = new Map<string, Series>();
  const killOf = (start: ServiceStart): KillAt | undefined => {
    const series = running.get(start.service);
    const point = series?.points[start.start - series.from];
    return point === undefined ? undefined : killAt([point], logOf(folder, start.service));
  };
  return {
    options: { nodeArgs: (start) => killOf(start)?.nodeFlags ?? [], env: (start) => killOf(start)?.env ?? {} },
    killAtEach: async (shop, victim, points, { withinMs }) => {
      const { process } = shop.member(victim);
      const from = process.starts + 1;
      running.set(victim, { points, from });
      shop.kill(victim);
      const what = `${victim} has outlived its last kill`;
      await eventually(() => process.starts >= from + points.length, { withinMs, what, everyMs: 50 });
      running.delete(victim);
      await shop.untilReady({ withinMs: 30_000 });
      killsFelt(logOf(folder, victim));
    },
  };
}

interface Series {
  readonly points: readonly string[];
  /** The start that is killed at the first point. */
  readonly from: number;
}

function logOf(folder: string, victim: string): string {
  return join(folder, `${victim}.log`);
}
