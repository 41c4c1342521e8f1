import { InvalidArgumentError, type Command } from 'commander';
import { becauseOption, byOption } from '../who-and-why.ts';

export interface Decided {
  readonly because: string;
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export const json = ['--json', 'one JSON object'] as const;
export const dryRun = ['--dry-run', 'says what would be done, and does nothing'] as const;

/** The same command, which asks who decides it, and why: both are kept. */
export function asDecision(command: Command): Command {
  return command
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json);
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

export function positive(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('It has to be more than 0.');
  return number;
}
