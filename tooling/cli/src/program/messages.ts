import { Option, type Command } from 'commander';
import { becauseOption, byOption } from '../who-and-why.ts';
import { ended, help } from './help.ts';
import { addMessagesAcceptPartitions, addMessagesRestored, addMessagesRetire } from './messages-at-start.ts';
import { addMessagesHeld, addMessagesStatus } from './messages-held.ts';
import { addMessagesCancelReplay, addMessagesReplay } from './messages-replayed.ts';
import type { ProgramContext } from './program-context.ts';

export function addMessages(program: Command, context: ProgramContext): void {
  const messages = program
    .command('messages')
    .description(
      'what services say to each other: look at it as it passes, see what waits, decide what failed, send a command by hand',
    )
    .addHelpText('after', help('./holdfast messages tail', '0 done; 1 refused, or nothing runs'));
  addSend(messages, context);
  addTail(messages, context);
  addMessagesStatus(messages, context);
  addMessagesHeld(messages, 'parked', context);
  addMessagesHeld(messages, 'dead', context);
  addMessagesReplay(messages, context);
  addMessagesCancelReplay(messages, context);
  addMessagesRestored(messages, context);
  addMessagesRetire(messages, context);
  addMessagesAcceptPartitions(messages, context);
}

function addSend(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('send')
    .description(
      'sends a command to what runs here, checked against its contract; the receiver keeps who sent it and why',
    )
    .argument('<message>', 'a command that a service takes: <context>.<message>, the newest version, or with .v1')
    .option('--example <name>', 'an example of its contract package')
    .option('--data <file>', 'a JSON file; - reads standard input')
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      help(
        './holdfast messages send garden.water-plant --example ordinary --because "the sprinkler stood still"',
        '0 the broker has stored it; 1 refused, nothing runs, or the broker did not say',
      ),
    )
    .action(async (message: string, options: { because: string }) => {
      const { messagesSendCommand } = await import('../commands/messages-send.ts');
      await ended(messagesSendCommand({ root, terminal, message, ...options }));
    });
}

function addTail(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('tail')
    .description('shows messages as they pass, until Ctrl-C; nobody else gets fewer, and nothing is left behind')
    .argument('[what]', 'a topic (garden.events) or a context (garden); everything when left out')
    .addOption(
      new Option('--from <where>', 'also what was said before, or only what comes')
        .choices(['beginning', 'now'])
        .default('now'),
    )
    .option('--json', 'one JSON object for each message')
    .addHelpText(
      'after',
      help(
        './holdfast messages tail garden --from beginning',
        '0 Ctrl-C, or nobody reads on; 1 nothing runs, no such topic, or the broker stays away',
      ),
    )
    .action(async (what: string | undefined, options: { from: 'beginning' | 'now'; json?: boolean }) => {
      const { messagesTailCommand } = await import('../commands/messages-tail.ts');
      await ended(messagesTailCommand({ root, terminal, ...(what !== undefined && { what }), ...options }));
    });
}
