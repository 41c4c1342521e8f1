import { InvalidArgumentError, type Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addLogs(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('logs')
    .description('what services and simulators said last, or what they say from now on')
    .argument('[service]', 'a service, a simulator, `postgres` or `kafka`; all services and simulators when left out')
    .option('-f, --follow', 'go on with what is said from now on, until Ctrl-C')
    .option('-n, --lines <n>', 'how many of the lines that are there', count, 50)
    .option('--json', 'one JSON object for each line, with the name of its process')
    .addHelpText(
      'after',
      help('./holdfast logs\n  ./holdfast logs garden --follow --lines 5', '0 printed; 1 there is no such log'),
    )
    .action(async (which: string | undefined, options: { follow?: boolean; lines: number; json?: boolean }) => {
      const { logsCommand } = await import('../commands/logs.ts');
      await ended(logsCommand({ root, terminal, ...options, ...(which !== undefined && { which }) }));
    });
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('Expected a whole number.');
  return value;
}
