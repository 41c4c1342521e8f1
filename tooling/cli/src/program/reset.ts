import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addReset(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('reset')
    .description('removes the data that was kept here, so that the next start begins with empty databases and topics')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast reset --yes', codes))
    .action(async (options: { yes?: boolean; json?: boolean }) => {
      const { resetCommand } = await import('../commands/reset.ts');
      await ended(resetCommand({ root, terminal, ...options }));
    });
}

const codes =
  '0 nothing is kept any more; 1 something runs, the answer was no, or a server that keeps data was not reached';
