import { z } from 'zod';
import type { OutsideSystem } from '../systems/outside-system.ts';

const Chance = z.number().min(0).max(1);
const Milliseconds = z
  .int()
  .min(0)
  .max(24 * 60 * 60_000);
const Delay = z.union([
  Milliseconds,
  z.tuple([Milliseconds, Milliseconds]).refine(([least, most]) => least <= most, 'the first one is the smaller one'),
]);

const everywhere = {
  refuse: Chance,
  delayMs: Delay,
  withholdAnswer: Chance,
  forgetKeys: z.boolean(),
  keyMemoryMs: Milliseconds,
  times: z.int().min(1),
  seed: z.int(),
};
const doNothing = { doNothing: Chance };
const webhook = {
  webhook: z.strictObject({ delayMs: Delay, twice: z.boolean(), outOfOrder: z.boolean(), off: z.boolean() }).partial(),
};

const AllSwitches = z.strictObject({ ...everywhere, ...doNothing, ...webhook }).partial();
export type Switches = z.infer<typeof AllSwitches>;

/** The switches that a system has; others are refused. */
export function switchesOf({ canDoNothing, sendsWebhooks }: OutsideSystem): z.ZodType<Switches> {
  const shape = { ...everywhere, ...(canDoNothing ? doNothing : {}), ...(sendsWebhooks ? webhook : {}) };
  return z.strictObject(shape).partial() as z.ZodType<Switches>;
}
