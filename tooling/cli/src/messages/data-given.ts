import { readFileSync } from 'node:fs';
import { exampleData } from './examples-of.ts';
import type { TakenCommand } from './find-command.ts';

/** What a command is to carry: an example of its contract, a file, or standard input (`-`). */
export interface DataWish {
  readonly example?: string | undefined;
  readonly data?: string | undefined;
}

/** The data that were asked for, as yet unchecked. Throws NoData, and NoExample. */
export function dataGiven(root: string, taken: TakenCommand, { example, data }: DataWish): unknown {
  if ((example === undefined) === (data === undefined))
    throw new NoData('Give either --example <name> or --data <file>');
  if (example !== undefined) return exampleData(root, taken, example);
  return parsed(data!, textOf(data!));
}

/** There is nothing to send, or nothing that can be read. */
export class NoData extends Error {
  readonly code = 'no-data';

  constructor(problem: string) {
    super(`${problem}. --data - reads standard input.`);
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new NoData(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const what = file === '-' ? 'Standard input' : file;
    throw new NoData(`${what} is no JSON (${(error as Error).message})`);
  }
}
