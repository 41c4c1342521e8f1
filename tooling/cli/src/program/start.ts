import { InvalidArgumentError, type Command } from 'commander';
import { ended, help, unnamed } from './help.ts';
import { infraOption } from './infra-option.ts';
import type { ProgramContext } from './program-context.ts';

export function addStart(program: Command, { root, terminal, trialName = unnamed }: ProgramContext): void {
  program
    .command('start')
    .description(`starts everything, sends one ${trialName} through all steps, and stays up until Ctrl-C`)
    .option('--once', 'stop when the last step is done; begins with empty data and leaves none')
    .option('--json', 'one JSON object as the last line; what a person reads goes to standard error')
    .option(`--${trialName} <file>`, 'a JSON file, or the name of an example, to send instead of the ordinary one')
    .option('--except <service>', 'do not start this service; run it yourself (may be repeated)', collected, [])
    .option('--inspect <service>', 'let a debugger into this service (may be repeated)', collected, [])
    .option('--instances <n>', 'processes of each service', wholeNumber, 1)
    .option('--logs [service]', 'print the logs of all services, or of one, as they come')
    .addOption(infraOption())
    .option('--built', 'build, and run each app from a folder with nothing but what production gets')
    .addHelpText('after', help('./holdfast start --once --json', codes))
    .allowExcessArguments()
    .action(async (options: Record<string, unknown>, command: Command) => {
      if (command.args.length > 0) command.error(namesTaken(command.args));
      const { startCommand } = await import('../commands/start.ts');
      const { [trialName]: body, ...rest } = options;
      await ended(startCommand({ root, terminal, ...rest, ...(body === undefined ? {} : { body }) } as never));
    });
}

const codes =
  '0 every step was done, what was named ended with a reason, there is no trial and everything was ready, or Ctrl-C after that; ' +
  '1 something did not start, the ordinary one ended early, or nothing moved for 60 s; ' +
  '130, 143 interrupted before, or ended at once by a second Ctrl-C';

function namesTaken(names: readonly string[]): string {
  const without = names.map((name) => `--except ${name}`).join(' ');
  return [
    'error: start starts everything, and takes no names of services.',
    `  ${names.join(' and ')} alone: ./holdfast dev ${names.join(' ')}`,
    `  all but ${names.join(' and ')}: ./holdfast start ${without}`,
  ].join('\n');
}

function collected(value: string, before: string[]): string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 20) throw new InvalidArgumentError('Expected 1 to 20.');
  return value;
}
