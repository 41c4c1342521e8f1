import { trialSender, type TrialSender } from '@holdfast/cli/supervise';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../statistics.ts';
import type { BenchContext } from './bench-context.ts';
import type { TrialsPart } from './results.ts';
import type { StartReport } from './started.ts';

const wanted = { count: 200, perSecond: 5 };

/** Sends trials at a fixed rate, whatever becomes of the earlier ones, and takes the time that each needs to its last step. */
export async function measureTrials(clone: string, report: StartReport, context: BenchContext): Promise<TrialsPart> {
  context.say(`${wanted.count} trials, ${wanted.perSecond} per second …`);
  const sender = await trialSender({ root: clone, urlOf: (name) => localUrl(report, name) });
  const ended = await Promise.all(
    Array.from({ length: wanted.count }, async (_, n) => {
      await pause((n * 1_000) / wanted.perSecond, undefined, { signal: context.signal });
      return await oneTrial(sender, n, context.signal).catch((error: unknown) => {
        // Refused, or stuck. A system that is asked for more than it can do is measured all the same.
        context.signal.throwIfAborted();
        context.say(`an order was not done: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      });
    }),
  );
  const times = ended.filter((took) => took !== undefined);
  return {
    sent: wanted.count,
    perSecond: wanted.perSecond,
    notDone: ended.length - times.length,
    p50Ms: Math.round(percentile(times, 50)),
    p95Ms: Math.round(percentile(times, 95)),
    maxMs: Math.round(Math.max(...times)),
  };
}

/**
 * From sending to the time that the last step is recorded with, on the clock of this machine. So how often we look has no
 * part in it, and we look rarely. Undefined for one that ended before its last step.
 */
async function oneTrial(sender: TrialSender, n: number, signal: AbortSignal): Promise<number | undefined> {
  // Many senders, as there would be: one alone is limited in how much it may ask.
  const as = sender.actor && { ...sender.actor, id: `${sender.actor.id}-${n % 20}` };
  const sentAt = Date.now();
  const placed = await sender.place(as && { as });
  await pause(1_000, undefined, { signal });
  const { steps, reason } = await sender.until(placed, { signal });
  return reason !== undefined ? undefined : Math.max(...steps.map(({ at }) => Date.parse(at))) - sentAt;
}

/** Load goes to this machine and nowhere else. */
function localUrl({ urls }: StartReport, name: string): string {
  const url = urls[name];
  if (url === undefined || new URL(url).hostname !== '127.0.0.1') throw new Error(`${name} does not run here: ${url}`);
  return url;
}
