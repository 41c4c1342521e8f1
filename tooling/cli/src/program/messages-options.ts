import { InvalidArgumentError, type Command } from 'commander';
import { becauseOption, byOption } from '../who-and-why.ts';

export interface Decided {
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Nobody need say why of a dry run, which does nothing. */
export interface Foreseeable extends Omit<Decided, 'because'> {
  readonly because?: string;
  readonly dryRun?: boolean;
}

export const json = ['--json', 'one JSON object'] as const;

/** The same command, which asks who decides it, and why: both are kept. */
export function asDecision(command: Command): Command {
  return command
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json);
}

/** The same of a command that can say first what it would do: then nobody is asked. */
export function asForeseeable(command: Command): Command {
  const [because, why] = becauseOption;
  return command
    .option(because, `${why}; needed unless it is a dry run`)
    .option(...byOption)
    .option('--dry-run', 'says what would be done, and does nothing')
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
