import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addSync(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('sync')
    .description(
      'writes what is derived from the declarations: system.services.ts, each .env.example, docker-compose.yml',
    )
    .option('--check', 'compare only')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast sync --check', '0 the files are as they should be; 1 a file differs'))
    .action(async (options: { check?: boolean; json?: boolean }) => {
      const { syncCommand } = await import('../commands/sync.ts');
      await ended(syncCommand({ root, terminal, ...options }));
    });
}
