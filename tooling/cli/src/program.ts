import { Command, InvalidArgumentError, Option } from 'commander';
import type { Terminal } from './terminal.ts';

export interface ProgramContext {
  readonly root: string;
  readonly terminal: Terminal;
  /** What the system calls one subject; `start` has an option of this name. */
  readonly trialName: string | undefined;
}

/**
 * All commands with their options and help. Each command's code is loaded when it runs, so `--help` is quick and works
 * while other parts are broken.
 */
export function createProgram({ root, terminal, trialName = unnamed }: ProgramContext): Command {
  const program = new Command('holdfast')
    .description('Starts, tests and checks the system in this folder.')
    .usage('<command> [options]')
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText(
      'after',
      `\nBegin with:\n  ./holdfast start\n\nThe pnpm that it brought:\n  ./holdfast pnpm <arguments>\n\nExit codes: ${exitCodes}`,
    );

  program
    .command('start')
    .description(`starts everything, sends one ${trialName} through all steps, and stays up until Ctrl-C`)
    .option('--once', 'stop when the last step is done; begins with empty data and leaves none')
    .option('--json', 'one JSON object as the last line; what a person reads goes to standard error')
    .option(`--${trialName} <file>`, 'a JSON file, or the name of an example, to send instead of the ordinary one')
    .option('--except <service>', 'do not start this service; run it yourself (may be repeated)', collected, [])
    .option('--instances <n>', 'processes of each service', wholeNumber, 1)
    .option('--logs [service]', 'print the logs of all services, or of one, as they come')
    .addOption(infraOption())
    .option('--built', 'run the built `dist` folders, as production does')
    .addHelpText('after', help('./holdfast start --once --json', startCodes))
    .action(async (options: Record<string, unknown>) => {
      const { startCommand } = await import('./commands/start.ts');
      const { [trialName]: body, ...rest } = options;
      await ended(startCommand({ root, terminal, ...rest, ...(body === undefined ? {} : { body }) } as never));
    });

  program
    .command('status')
    .description('what runs in this folder, and where')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast status', '0 something runs; 1 nothing runs'))
    .action(async (options: { json?: boolean }) => {
      const { statusCommand } = await import('./commands/status.ts');
      await ended(statusCommand({ root, terminal, ...options }));
    });

  program
    .command('stop')
    .description('ends everything that was started in this folder')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast stop', '0 nothing runs any more'))
    .action(async (options: { json?: boolean }) => {
      const { stopCommand } = await import('./commands/stop.ts');
      await ended(stopCommand({ root, terminal, ...options }));
    });

  program
    .command('test')
    .description('runs the tests; minutes at most')
    .argument('[filter]', 'a service, a package, or a part of a path; one with `e2e` in it finds the long tests too')
    .option('--json', 'one JSON object as the last line')
    .addHelpText('after', help('./holdfast test messaging', testCodes))
    .action(async (filter: string | undefined, options: { json?: boolean }) => {
      const { testCommand } = await import('./commands/test.ts');
      await ended(testCommand({ root, terminal, ...options, ...(filter !== undefined && { filter }) }));
    });

  program
    .command('check')
    .description('everything that CI runs, stage by stage')
    .argument('[stage...]', 'only these stages')
    .option('--list', 'show the stages and their budgets')
    .option('--json', 'one JSON object as the last line')
    .addHelpText('after', help('./holdfast check format knip', testCodes))
    .action(async (stages: string[], options: { list?: boolean; json?: boolean }) => {
      const { checkCommand } = await import('./commands/check.ts');
      await ended(checkCommand({ root, terminal, stages, ...options }));
    });

  program
    .command('doctor')
    .description('what is missing on this machine, and the command that mends it')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast doctor', '0 everything can run; 1 something is missing'))
    .action(async (options: { json?: boolean }) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      await ended(doctorCommand({ root, terminal, ...options }));
    });

  program
    .command('sync')
    .description('writes what is derived from the declarations: system.services.ts')
    .option('--check', 'compare only')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast sync --check', '0 the files are as they should be; 1 a file differs'))
    .action(async (options: { check?: boolean; json?: boolean }) => {
      const { syncCommand } = await import('./commands/sync.ts');
      await ended(syncCommand({ root, terminal, ...options }));
    });

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
      const { generateCommand } = await import('./commands/generate.ts');
      await ended(generateCommand({ root, ...options }));
    });

  addEffects(program, { root, terminal });
  return program;
}

function addEffects(program: Command, { root, terminal }: Pick<ProgramContext, 'root' | 'terminal'>): void {
  const effects = program
    .command('effects')
    .description('effects outside that need a person: what waits for one, and what a person decides')
    .addHelpText('after', help('./holdfast effects parked', effectCodes));

  effects
    .command('parked')
    .description('what waits for a person, in all services of what runs here, or else of what is kept')
    .option('--json', 'one JSON object')
    .addHelpText('after', help('./holdfast effects parked', '0 what waits is listed, also when it is nothing'))
    .action(async (options: { json?: boolean }) => {
      const { effectsParkedCommand } = await import('./commands/effects-parked.ts');
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
    .requiredOption('--because <why>', 'how you know; kept with the decision')
    .option('--by <name>', 'who decides; your login name when left out')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      help(`./holdfast effects resolve garden-12 --as done --because "seen in their ledger"`, effectCodes),
    )
    .action(async (name: string, options: { as: string; because: string; by?: string; json?: boolean }) => {
      const { effectsResolveCommand } = await import('./commands/effects-resolve.ts');
      await ended(effectsResolveCommand({ root, terminal, name, ...options }));
    });
}

/** Other commands than `start` do not ask the system. */
const unnamed = 'request';

const exitCodes = '0 everything required held; 1 something is broken; 2 something required could not be decided';
const startCodes =
  '0 every step was done, what was named ended with a reason, there is no trial and everything was ready, or Ctrl-C after that; ' +
  '1 something did not start, the ordinary one ended early, or nothing moved for 60 s; ' +
  '130, 143 interrupted before, or ended at once by a second Ctrl-C';
const testCodes = exitCodes;
const effectCodes =
  '0 concluded, or written down for a service that does not run; 1 refused, unknown, or it does not wait for a person';

function help(example: string, codes: string): string {
  return `\nExample:\n  ${example}\n\nExit codes: ${codes}`;
}

function infraOption(): Option {
  return new Option('--infra <provider>', 'where PostgreSQL and Kafka come from')
    .choices(['auto', 'given', 'docker', 'native'])
    .default('auto');
}

function collected(value: string, before: string[]): string[] {
  return [...before, value];
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 20) throw new InvalidArgumentError('Expected 1 to 20.');
  return value;
}

async function ended(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}
