import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addGenerate(program: Command, { root }: ProgramContext): void {
  program
    .command('generate')
    .description('takes the example out of a clone, so that only the platform and its tools remain')
    .option('--remove-example', 'remove the apps, their contracts, what needs them, and what tells of them')
    .option('--dry-run', 'only show what would be removed')
    .option('--yes', 'ask nobody')
    .option('--force', 'also with changes that are not committed')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      help(
        './holdfast generate --remove-example --dry-run',
        '0 done, shown, or nothing to do; 1 refused, nothing was removed',
      ),
    )
    .action(async (options: Record<string, boolean>) => {
      const { generateCommand } = await import('../commands/generate.ts');
      await ended(generateCommand({ root, ...options }));
    });
}
