import type { Command } from 'commander';
import { argumentsOf, type GivenOptions } from './arguments-of.ts';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addBench(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('bench')
    .description('measures what the whole system needs on this machine, and where its time and memory go')
    .argument('<name>', 'what is measured: a folder in proofs/bench/src, for example `start`')
    .option('--json', 'one JSON object as the last line')
    .option('--rounds <n>', 'how often each part is measured')
    .option('--only <part...>', 'these parts alone')
    .option('--rows <row...>', 'of `messaging`: these rows alone, and what is measured with them')
    .option('--quick', 'of `messaging`: whether everything runs; its numbers mean nothing and are not kept')
    .option('--long', 'of `messaging`: with the snapshot that stays open for ten minutes')
    .option('--write', 'keep the results and cut the page that shows them')
    .addHelpText('after', help('./holdfast bench start --only warm --rounds 5', codes))
    .action(async (name: string, options: GivenOptions) => {
      const { runMeasuringProgram } = await import('../commands/measuring-program.ts');
      await ended(runMeasuringProgram({ root, terminal, kind: 'bench', name, args: argumentsOf(options) }));
    });
}

const codes =
  '0 every goal that was measured is reached; 1 a goal is not reached, or something is broken; 2 a part could not be measured; ' +
  '130, 143 interrupted, and everything was stopped';
