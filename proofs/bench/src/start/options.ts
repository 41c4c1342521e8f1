import { parseArgs } from 'node:util';
import { BadOptions } from '../bad-options.ts';
import { partNames, type PartName } from './results.ts';

export interface BenchOptions {
  readonly json: boolean;
  readonly write: boolean;
  readonly rounds: number;
  readonly parts: readonly PartName[];
}

/** Throws BadOptions. */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '3' },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  const parts = values.only.length === 0 ? partNames : values.only.map(partOf);
  return { json: values.json, write: values.write, rounds: roundsOf(values.rounds), parts };
}

function partOf(name: string): PartName {
  const part = partNames.find((one) => one === name);
  if (part === undefined) throw new BadOptions(`There is no part ${name}. There are: ${partNames.join(', ')}.`);
  return part;
}

function roundsOf(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 20) return rounds;
  throw new BadOptions(`--rounds is a number from 1 to 20, and not ${text}.`);
}
