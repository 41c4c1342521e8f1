import type { Command } from 'commander';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

export function addToken(program: Command, { root, terminal }: ProgramContext): void {
  program
    .command('token')
    .description('a token by which the services of the running system believe who you are; for development')
    .requiredOption('--as <roles>', 'the roles of its bearer, with commas between them')
    .option(
      '--id <id>',
      'who its bearer is; whoever sends the trial, if the roles are theirs, else the name of the role',
    )
    .option('--expires <time>', 'how long it is good: 90s, 15m, 1h, 7d', '1h')
    .option('--json', 'one JSON object')
    .addHelpText('after', `\n${roles}`)
    .addHelpText('after', help('./holdfast token --as gardener --id rose', codes))
    .action(async (options: { as: string; id?: string; expires: string; json?: boolean }) => {
      const { tokenCommand } = await import('../commands/token.ts');
      await ended(tokenCommand({ root, terminal, ...options }));
    });
}

const roles =
  'Which roles there are: what the routes ask for. A role that none of them asks for is given all the same, and answered\n' +
  'with those that there are, as --as help is. Route by route: GET /routes at the adminUrl of a service, which is in\n' +
  './holdfast status --json.';

const codes = '0 the token is all that is on standard output; 1 nothing runs here, or nobody gives tokens';
