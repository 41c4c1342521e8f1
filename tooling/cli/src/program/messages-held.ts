import type { Command } from 'commander';
import { ended, help } from './help.ts';
import { asForeseeable, json, positive, type Foreseeable } from './messages-options.ts';
import type { ProgramContext } from './program-context.ts';

type Which = 'parked' | 'dead';

const name = 'garden.diary:garden.events/0@41';
const given = (service: string | undefined) => (service === undefined ? {} : { service });

/** How much waits where. */
export function addMessagesStatus(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('status')
    .description('what waits to be sent and to be handled, of what runs here, or else of what is kept')
    .argument('[service]', 'of one service; of all when left out')
    .option(...json)
    .addHelpText(
      'after',
      help('./holdfast messages status', '0 shown, also when nothing waits; 1 there is nothing to ask'),
    )
    .action(async (service: string | undefined, options: { json?: boolean }) => {
      const { messagesStatusCommand } = await import('../commands/messages-status.ts');
      await ended(messagesStatusCommand({ root, terminal, ...given(service), ...options }));
    });
}

/** What failed, and what a person decides about it: of keys that are tried again, and of dead messages. */
export function addMessagesHeld(messages: Command, which: Which, context: ProgramContext): void {
  const about = which === 'dead' ? 'messages that are not tried again' : 'keys that wait because a message failed';
  const held = messages
    .command(which)
    .description(about)
    .addHelpText('after', help(`./holdfast messages ${which} list`, '0 done; 1 refused, or not held back any more'));
  addList(held, which, context);
  addShow(held, which, context);
  addTryAgain(held, which, context);
  addDrop(held, which, context);
}

function addList(held: Command, which: Which, { root, terminal }: ProgramContext): void {
  held
    .command('list')
    .description(`lists them, the oldest of each service first`)
    .argument('[service]', 'of one service; of all when left out')
    .option(...json)
    .addHelpText(
      'after',
      help(`./holdfast messages ${which} list`, '0 listed, also when there are none; 1 there is nothing to ask'),
    )
    .action(async (service: string | undefined, options: { json?: boolean }) => {
      const { messagesHeldListCommand } = await import('../commands/messages-held.ts');
      await ended(messagesHeldListCommand({ root, terminal, which, ...given(service), ...options }));
    });
}

function addShow(held: Command, which: Which, { root, terminal }: ProgramContext): void {
  held
    .command('show')
    .description('shows all messages of a key with their headers and data')
    .argument('<name>', 'as the list shows it')
    .option(...json)
    .addHelpText('after', help(`./holdfast messages ${which} show ${name}`, '0 shown; 1 not held back any more'))
    .action(async (one: string, options: { json?: boolean }) => {
      const { messagesHeldShowCommand } = await import('../commands/messages-held.ts');
      await ended(messagesHeldShowCommand({ root, terminal, name: one, ...options }));
    });
}

function addTryAgain(held: Command, which: Which, { root, terminal }: ProgramContext): void {
  const word = which === 'dead' ? 'requeue' : 'release';
  asForeseeable(
    held
      .command(word)
      .description('has keys tried again in their sequence by whoever owns them; nothing is sent twice')
      .argument('[names...]', 'as the list shows them')
      .option('--all', 'all that are listed, instead of names')
      .option('--service <service>', 'with --all: only of this service')
      .option('--per-second <n>', 'so many keys a second', positive, 10),
  )
    .addHelpText(
      'after',
      help(
        `./holdfast messages ${which} ${word} ${name} --because "its reader is mended"`,
        `0 done; 1 refused, ${which === 'dead' ? 'not dead, ' : ''}or not held back any more`,
      ),
    )
    .action(async (names: string[], options: Foreseeable & { perSecond: number; all?: boolean; service?: string }) => {
      const { messagesTryAgainCommand } = await import('../commands/messages-try-again.ts');
      await ended(messagesTryAgainCommand({ root, terminal, which, names, ...options }));
    });
}

function addDrop(held: Command, which: Which, { root, terminal }: ProgramContext): void {
  asForeseeable(
    held
      .command('drop')
      .description('decides that one message has no effect, and what follows of its key goes on')
      .argument('<name>', 'as the list or show names it'),
  )
    .addHelpText(
      'after',
      help(
        `./holdfast messages ${which} drop ${name} --because "the tree is felled"`,
        `0 done; 1 refused, ${which === 'dead' ? 'not dead, ' : ''}or not held back any more`,
      ),
    )
    .action(async (one: string, options: Foreseeable) => {
      const { messagesDropCommand } = await import('../commands/messages-drop.ts');
      await ended(messagesDropCommand({ root, terminal, which, name: one, ...options }));
    });
}
