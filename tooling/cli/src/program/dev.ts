import type { Command } from 'commander';
import { ended, help } from './help.ts';
import { infraOption } from './infra-option.ts';
import type { ProgramContext } from './program-context.ts';

export function addDev(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('dev')
    .description('starts everything, or some services alone, and restarts what runs a file when it is saved')
    .argument('[services...]', 'start these services alone, with the servers and the simulators of what is outside')
    .option('--except <service>', 'do not start this service; run it yourself (may be repeated)', collected, [])
    .option('--inspect [service]', 'let a debugger into all services that are started, or into one process')
    .option('--logs [service]', 'print the logs of all services, or of one, as they come')
    .addOption(infraOption())
    .option('--json', 'one JSON object when everything is up; what a person reads goes to standard error')
    .addHelpText(
      'after',
      help('./holdfast dev\n  ./holdfast dev garden shed\n  ./holdfast dev garden --inspect', codes),
    )
    .action(async (only: string[], options: Record<string, unknown>) => {
      const { devCommand } = await import('../commands/dev.ts');
      await ended(devCommand({ root, terminal, only, ...options } as never));
    });
}

const codes =
  '0 Ctrl-C after everything was started, also when a service did not come up; 1 servers or simulators did not start; ' +
  '130, 143 interrupted before, or ended at once by a second Ctrl-C';

function collected(value: string, before: string[]): string[] {
  return [...before, value];
}
