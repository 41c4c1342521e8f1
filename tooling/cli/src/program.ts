import { Command } from 'commander';
import { addBench } from './program/bench.ts';
import { addCampaign } from './program/campaign.ts';
import { addCheck } from './program/check.ts';
import { addDb } from './program/db.ts';
import { addDev } from './program/dev.ts';
import { addDoctor } from './program/doctor.ts';
import { addEffects } from './program/effects.ts';
import { addEnv } from './program/env.ts';
import { addExplore } from './program/explore.ts';
import { addGenerate } from './program/generate.ts';
import { addMessages } from './program/messages.ts';
import { addLogs } from './program/logs.ts';
import { addPages } from './program/pages.ts';
import { addReset } from './program/reset.ts';
import { addStart } from './program/start.ts';
import { addStatus } from './program/status.ts';
import { addStop } from './program/stop.ts';
import { addSync } from './program/sync.ts';
import { addTest } from './program/test.ts';
import { addToken } from './program/token.ts';
import { addWarm } from './program/warm.ts';
import { exitCodes } from './program/help.ts';
import type { ProgramContext } from './program/program-context.ts';

/**
 * All commands with their options and help, in the order in which a person meets them. Each command's code is loaded when
 * it runs, so `--help` is quick and works while other parts are broken.
 */
export function createProgram(context: ProgramContext): Command {
  const program = new Command('holdfast')
    .description('Starts, tests and checks the system in this folder.')
    .usage('<command> [options]')
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText(
      'after',
      `\nBegin with:\n  ./holdfast start\n\nThe pnpm that it brought:\n  ./holdfast pnpm <arguments>\n\nExit codes: ${exitCodes}`,
    );
  for (const add of commands) add(program, context);
  return program;
}

const commands = [
  addStart,
  addDev,
  addStatus,
  addLogs,
  addEnv,
  addStop,
  addReset,
  addToken,
  addMessages,
  addDb,
  addTest,
  addCheck,
  addDoctor,
  addWarm,
  addSync,
  addPages,
  addGenerate,
  addEffects,
  addBench,
  addCampaign,
  addExplore,
];
