import type { Command } from 'commander';
import { argumentsOf, type GivenOptions } from './arguments-of.ts';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addExplore(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('explore')
    .description('all interleavings of relay and consumer, within the bounds of each scenario')
    .option('--scenario <name...>', 'these alone')
    .option('--seconds <n>', 'how long to look at each, at most')
    .option('--replay <steps>', "a finding's steps, with ` | ` between them, once more")
    .option('--json', 'one JSON object as the last line')
    .addHelpText('after', help('./holdfast explore --scenario drop', codes))
    .action(async (options: GivenOptions) => {
      const { runMeasuringProgram } = await import('../commands/measuring-program.ts');
      await ended(
        runMeasuringProgram({ root, terminal, kind: 'explorer', name: 'explorer', args: argumentsOf(options) }),
      );
    });
}

const codes = '0 nothing is wrong; 1 something is; 2 not everything within the bounds was seen; 130, 143 interrupted';
