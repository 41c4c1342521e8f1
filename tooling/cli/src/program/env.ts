import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addEnv(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('env')
    .description('prints the environment of a service that `start --except` left out, as KEY=VALUE lines')
    .argument('<service>', 'the service that you run yourself')
    .option('--file', 'print the file that holds it, for `node --env-file` and editors')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      help(
        './holdfast env garden\n  ./holdfast env garden --file',
        '0 printed; 1 nothing runs, or it was not left out',
      ),
    )
    .action(async (service: string, options: { file?: boolean; json?: boolean }) => {
      const { envCommand } = await import('../commands/env.ts');
      await ended(envCommand({ root, terminal, service, ...options }));
    });
}
