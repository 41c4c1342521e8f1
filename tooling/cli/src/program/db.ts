import { InvalidArgumentError, Option, type Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addDb(program: Command, { root, terminal }: ProgramContext): void {
  const db = program
    .command('db')
    .description('the databases of what runs here')
    .addHelpText('after', help('./holdfast db query garden "select * from plant limit 3"', codes));

  db.command('query')
    .description(
      'one question to the database of a service, as the service and read-only: a table, or JSON lines in a pipe',
    )
    .argument('<service>', 'whose database')
    .argument('<sql>', 'one statement; its own schema needs no name before its tables, `holdfast.` has the platform’s')
    .addOption(new Option('--json', 'one JSON object for each row').conflicts('csv'))
    .option('--csv', 'comma-separated values with a line of names')
    .option('--timeout <seconds>', 'how long it may take', seconds, 30)
    .addHelpText('after', beside + help('./holdfast db query garden "select * from plant limit 3"', codes))
    .action(async (service: string, sql: string, options: { json?: boolean; csv?: boolean; timeout: number }) => {
      const { dbQueryCommand } = await import('../commands/db-query.ts');
      await ended(dbQueryCommand({ root, terminal, service, sql, ...options }));
    });
}

const beside = `
Data and schema stay as they are. A function with effects beside data has them, as the service itself:
pg_terminate_backend ends the service's own connections, pg_advisory_lock waits for its locks.
`;

const codes = '0 answered, also with no rows; 1 refused, an error in the SQL, or nothing runs';

function seconds(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 3_600) throw new InvalidArgumentError('Expected 1 to 3600.');
  return value;
}
