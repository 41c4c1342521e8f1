import { parseArgs } from 'node:util';
import { BadOptions } from '../bad-options.ts';
import { goals } from './goals.ts';
import { groupNames, type GroupName } from './results.ts';

export interface MessagingOptions {
  readonly json: boolean;
  readonly write: boolean;
  /** A hundredth of everything, to see whether it runs. Its numbers mean nothing, so they are not kept. */
  readonly quick: boolean;
  /** How often everything is measured, there and back again. */
  readonly rounds: number;
  /** Ten minutes of an open snapshot for each outbox, instead of seconds. */
  readonly long: boolean;
  readonly groups: readonly GroupName[];
  /** What was asked for, rows or whole groups; nothing for all. */
  readonly asked: readonly string[];
}

/** Throws BadOptions. */
export function messagingOptions(args: readonly string[]): MessagingOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string', default: '5' },
      long: { type: 'boolean', default: false },
      rows: { type: 'string', multiple: true, default: [] },
    },
  });
  const { json, write, quick, long } = values;
  if (quick && write) throw new BadOptions('What --quick measures means nothing, so --write does not keep it.');
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new BadOptions(`--rounds wants a number from 1 on, not ${values.rounds}.`);
  const asked = values.rows.flatMap((text) => text.split(','));
  const wanted = asked.map(groupOf);
  return {
    json,
    write,
    quick,
    long,
    rounds,
    asked,
    groups: groupNames.filter((name) => wanted.length === 0 || wanted.includes(name)),
  };
}

/** A row is measured with the others of its group. */
function groupOf(name: string): GroupName {
  const group = groupNames.find((one) => one === name) ?? goals.find((row) => row.name === name)?.group;
  if (group) return group;
  throw new BadOptions(
    `There is no row ${name}. There are: ${[...groupNames, ...goals.map((row) => row.name)].join(', ')}.`,
  );
}
