import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface CampaignOptions {
  readonly minutes: number;
  /** Draws the faults. When they strike depends on the machine too, so a seed repeats the plan and not every moment. */
  readonly seed: number;
  readonly json: boolean;
  readonly write: boolean;
}

/** Of a campaign that draws nothing. Throws BadOptions. */
export function steadyOptions(args: readonly string[]): Omit<CampaignOptions, 'seed'> {
  if (args.some((arg) => arg.startsWith('--seed'))) throw new BadOptions('A soak draws nothing, so it has no --seed.');
  return campaignOptions(args);
}

/** Throws BadOptions. */
export function campaignOptions(args: readonly string[]): CampaignOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 600))
    throw new BadOptions(`--minutes is ${values.minutes}; it is a number up to 600.`);
  const seed = values.seed === undefined ? randomInt(1, 2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new BadOptions(`--seed is ${values.seed}; it is a whole number.`);
  return { minutes, seed, json: values.json, write: values.write };
}

/** Something was asked for that makes no sense. */
export class BadOptions extends Error {
  readonly code = 'bad-options';
}
