import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addStatus(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('status')
    .description('what runs in this folder, where, and whether it is well')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast status', '0 something runs, well or not; 1 nothing runs yet'))
    .action(async (options: { json?: boolean }) => {
      const { statusCommand } = await import('../commands/status.ts');
      await ended(statusCommand({ root, terminal, ...options }));
    });
}
