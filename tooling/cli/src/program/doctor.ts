import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addDoctor(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('doctor')
    .description('what is missing on this machine, and the command that mends it')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast doctor', '0 everything can run; 1 something is missing'))
    .action(async (options: { json?: boolean }) => {
      const { doctorCommand } = await import('../commands/doctor.ts');
      await ended(doctorCommand({ root, terminal, ...options }));
    });
}
