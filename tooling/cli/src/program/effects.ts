import type { Command } from 'commander';
import { ended, help } from './help.ts';
import { becauseOption, byOption } from '../who-and-why.ts';
import type { ProgramContext } from './program-context.ts';

export function addEffects(program: Command, { root, terminal }: ProgramContext): void {
  const effects = program
    .command('effects')
    .description('effects outside that need a person: what waits for one, and what a person decides')
    .addHelpText('after', help('./holdfast effects parked', codes));

  effects
    .command('parked')
    .description('what waits for a person, in all services of what runs here, or else of what is kept')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast effects parked', '0 what waits is listed, also when it is nothing'))
    .action(async (options: { json?: boolean }) => {
      const { effectsParkedCommand } = await import('../commands/effects-parked.ts');
      await ended(effectsParkedCommand({ root, terminal, ...options }));
    });

  effects
    .command('resolve')
    .description('says what came of one of them; the service concludes it as if the outside had said it')
    .argument('<id>', 'as `effects parked` shows it: <service>-<n>')
    .requiredOption(
      '--as <outcome>',
      'a word for its result, a JSON object, or `abandoned`: it has not happened and will not',
    )
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      help(`./holdfast effects resolve garden-12 --as done --because "seen in their ledger"`, codes),
    )
    .action(async (name: string, options: { as: string; because: string; by?: string; json?: boolean }) => {
      const { effectsResolveCommand } = await import('../commands/effects-resolve.ts');
      await ended(effectsResolveCommand({ root, terminal, name, ...options }));
    });
}

const codes =
  '0 concluded, or written down for a service that does not run; 1 refused, unknown, or it does not wait for a person';
