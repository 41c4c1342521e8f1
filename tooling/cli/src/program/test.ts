import type { Command } from 'commander';
import { ended, exitCodes, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addTest(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('test')
    .description('runs the tests; minutes at most')
    .argument('[filter]', 'a service, a package, or a part of a path; one with `e2e` in it finds the long tests too')
    .option('--json', 'one JSON object as the last line')
    .addHelpText('after', help('./holdfast test messaging', exitCodes))
    .action(async (filter: string | undefined, options: { json?: boolean }) => {
      const { testCommand } = await import('../commands/test.ts');
      await ended(testCommand({ root, terminal, ...options, ...(filter !== undefined && { filter }) }));
    });
}
