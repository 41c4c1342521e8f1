import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addStop(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('stop')
    .description('ends everything that was started in this folder')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast stop', '0 nothing runs any more'))
    .action(async (options: { json?: boolean }) => {
      const { stopCommand } = await import('../commands/stop.ts');
      await ended(stopCommand({ root, terminal, ...options }));
    });
}
