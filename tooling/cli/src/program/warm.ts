import type { Command } from 'commander';
import { ended, help } from './help.ts';
import { infraOption } from './infra-option.ts';
import type { ProgramContext } from './program-context.ts';

export function addWarm(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('warm')
    .description('fetches toolchain, packages, PostgreSQL and Kafka, so that everything works offline afterwards')
    .addOption(infraOption())
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast warm', '0 everything is here; 1 something could not be fetched'))
    .action(async (options: Record<string, unknown>) => {
      const { warmCommand } = await import('../commands/warm.ts');
      await ended(warmCommand({ root, terminal, ...options } as never));
    });
}
