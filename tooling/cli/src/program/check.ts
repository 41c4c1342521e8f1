import type { Command } from 'commander';
import { ended, exitCodes, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addCheck(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('check')
    .description('everything that CI runs, stage by stage')
    .argument('[stage...]', 'only these stages')
    .option('--list', 'show the stages and their budgets')
    .option('--json', 'one JSON object as the last line')
    .addHelpText('after', help('./holdfast check format knip', exitCodes))
    .action(async (stages: string[], options: { list?: boolean; json?: boolean }) => {
      const { checkCommand } = await import('../commands/check.ts');
      await ended(checkCommand({ root, terminal, stages, ...options }));
    });
}
