import type { Command } from 'commander';
import { argumentsOf, type GivenOptions } from './arguments-of.ts';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addCampaign(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('campaign')
    .description('proves for as long as you like what the checks prove in minutes')
    .argument('<name>', '`messaging`: a stream of messages under random faults; `soak`: hours at a steady pace')
    .option('--minutes <n>', 'how long; ten unless told otherwise')
    .option('--seed <n>', 'messaging: draw the faults of an earlier run again')
    .option('--json', 'one JSON object as the last line')
    .option('--write', 'keep the results in proofs/messaging/results')
    .addHelpText('after', help('./holdfast campaign messaging --minutes 10', codes))
    .action(async (name: string, options: GivenOptions) => {
      const { runMeasuringProgram } = await import('../commands/measuring-program.ts');
      await ended(runMeasuringProgram({ root, terminal, kind: 'campaign', name, args: argumentsOf(options) }));
    });
}

const codes =
  '0 nothing that must not happen has happened; 1 something has; 2 it could not be decided; ' +
  '130, 143 interrupted, and everything was stopped';
