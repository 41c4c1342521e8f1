import { parseArgs } from 'node:util';
import { BadOptions } from './bad-options.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';
import type { Scenario } from './world.ts';

export interface ExplorerOptions {
  readonly scenarios: readonly Scenario[];
  /** For each of them; its own bound where none is given. */
  readonly seconds: number | undefined;
  readonly replay: string | undefined;
  readonly json: boolean;
}

/** Throws BadOptions. */
export function explorerOptions(args: readonly string[]): ExplorerOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      replay: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  if (seconds !== undefined && !(seconds > 0)) throw new BadOptions(`--seconds is ${values.seconds}; it is a number.`);
  const chosen = values.scenario?.map(scenarioNamed) ?? scenarios;
  if (values.replay !== undefined && chosen.length !== 1)
    throw new BadOptions('--replay goes through one scenario: name it with --scenario.');
  return { scenarios: chosen, seconds, replay: values.replay, json: values.json };
}
