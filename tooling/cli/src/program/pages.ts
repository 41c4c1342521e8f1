import type { Command } from 'commander';
import { ended, exitCodes, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addPages(program: Command, { root }: ProgramContext): void {
  program
    .command('pages')
    .description('checks that links lead somewhere and that what the pages show is cut from what runs')
    .option('--write', 'cut anew what is cut from sources and from help')
    .option('--json', 'one JSON object, with what is to be run')
    .addHelpText('after', help('./holdfast pages --write', exitCodes))
    .action(async (options: { write?: boolean; json?: boolean }) => {
      const { pagesCommand } = await import('../commands/pages.ts');
      await ended(pagesCommand({ root, ...options }));
    });
}
