import { InvalidArgumentError, type Command } from 'commander';
import { becauseOption, byOption } from '../who-and-why.ts';
import { ended, help } from './help.ts';
import type { ProgramContext } from './program-context.ts';

type Which = 'parked' | 'dead';
interface Decided {
  readonly because: string;
  readonly by?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const json = ['--json', 'one JSON object'] as const;
const dryRun = ['--dry-run', 'says what would be done, and does nothing'] as const;
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
  held
    .command(word)
    .description('has keys tried again in their sequence by whoever owns them; nothing is sent twice')
    .argument('[names...]', 'as the list shows them')
    .option('--all', 'all that are listed, instead of names')
    .option('--service <service>', 'with --all: only of this service')
    .option('--per-second <n>', 'so many keys a second', positive, 10)
    .option(...dryRun)
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json)
    .addHelpText(
      'after',
      help(
        `./holdfast messages ${which} ${word} ${name} --because "its reader is mended"`,
        '0 done; 1 refused, or not held back any more',
      ),
    )
    .action(async (names: string[], options: Decided & { perSecond: number; all?: boolean; service?: string }) => {
      const { messagesTryAgainCommand } = await import('../commands/messages-try-again.ts');
      await ended(messagesTryAgainCommand({ root, terminal, which, names, ...options }));
    });
}

function addDrop(held: Command, which: Which, { root, terminal }: ProgramContext): void {
  held
    .command('drop')
    .description('decides that one message has no effect, and what follows of its key goes on')
    .argument('<name>', 'as the list or show names it')
    .option(...dryRun)
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json)
    .addHelpText(
      'after',
      help(
        `./holdfast messages ${which} drop ${name} --because "the tree is felled"`,
        '0 done; 1 refused, or not held back any more',
      ),
    )
    .action(async (one: string, options: Decided) => {
      const { messagesDropCommand } = await import('../commands/messages-drop.ts');
      await ended(messagesDropCommand({ root, terminal, name: one, ...options }));
    });
}

/** A range of a topic once more, for one consumer. */
export function addMessagesReplay(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('replay')
    .description('hands a range of a topic to one consumer again; nobody else hears of it')
    .requiredOption('--topic <topic>', 'the topic')
    .option('--partition <n>', 'only this partition; needed with offsets', wholeNumber)
    .requiredOption('--from <where>', 'an offset, a time (2026-05-04T12:00:00Z), or beginning')
    .requiredOption('--to <where>', 'where it ends, not part of it: an offset, a time, or end')
    .requiredOption('--consumer <name>', 'who handles it again')
    .option('--again', 'also what had its effect; without it that is left out')
    .option('--per-second <n>', 'so many messages a second in each partition', positive, 100)
    .option(...dryRun)
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json)
    .addHelpText(
      'after',
      help(
        './holdfast messages replay --topic garden.events --from 2026-05-04T12:00:00Z --to end --consumer garden.diary --because "the diary was wrong"',
        '0 asked for; 1 refused, or nothing in the range',
      ),
    )
    .action(
      async (
        options: Decided & {
          topic: string;
          partition?: number;
          from: string;
          to: string;
          consumer: string;
          again?: boolean;
          perSecond: number;
        },
      ) => {
        const { messagesReplayCommand } = await import('../commands/messages-replay.ts');
        await ended(messagesReplayCommand({ root, terminal, ...options }));
      },
    );
}

/** A replay that is not to go on. */
export function addMessagesCancelReplay(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('cancel-replay')
    .description('ends a replay; what it has done so far stays done')
    .argument('<service>', 'whose consumer it is for')
    .argument('<id>', 'as `messages status` shows it')
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json)
    .addHelpText(
      'after',
      help(
        './holdfast messages cancel-replay garden 01980a5e-7c00-7abc-8def-0123456789ab --because "the wrong range"',
        '0 ended; 1 refused, or it does not go on any more',
      ),
    )
    .action(async (service: string, id: string, options: Decided) => {
      const { messagesCancelReplayCommand } = await import('../commands/messages-cancel-replay.ts');
      await ended(messagesCancelReplayCommand({ root, terminal, service, id, ...options }));
    });
}

/** A consumer that is over, or begins anew. */
export function addMessagesRetire(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('retire')
    .description('says that a consumer is over, or is to begin anew with the first record that there is')
    .argument('<service>', 'whose consumer it is')
    .argument('<consumer>', 'as the service that refuses to start names it')
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json)
    .addHelpText(
      'after',
      help(
        './holdfast messages retire garden garden.diary --because "its topic was made anew"',
        '0 done; 1 refused, something of it is parked, or it has read nothing',
      ),
    )
    .action(async (service: string, consumer: string, options: Decided) => {
      const { messagesRetireCommand } = await import('../commands/messages-retire.ts');
      await ended(messagesRetireCommand({ root, terminal, service, consumer, ...options }));
    });
}

/** A topic that has other partitions than before. */
export function addMessagesAcceptPartitions(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('accept-partitions')
    .description('lets a consumer go on in a topic with other partitions; what waits in the old ones may be overtaken')
    .argument('<service>', 'whose consumer it is')
    .argument('<consumer>', 'as the service that refuses to start names it')
    .argument('<topic>', 'the topic')
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json)
    .addHelpText(
      'after',
      help(
        './holdfast messages accept-partitions garden garden.diary garden.events --because "its sequence does not matter"',
        '0 it may start; 1 refused, or nothing was noted of that topic',
      ),
    )
    .action(async (service: string, consumer: string, topic: string, options: Decided) => {
      const { messagesAcceptPartitionsCommand } = await import('../commands/messages-accept-partitions.ts');
      await ended(messagesAcceptPartitionsCommand({ root, terminal, service, consumer, topic, ...options }));
    });
}

/** A database that is another one than before. */
export function addMessagesRestored(messages: Command, { root, terminal }: ProgramContext): void {
  messages
    .command('restored')
    .description('lets the relay of a service go on in a database that was restored or promoted')
    .argument('<service>', 'whose database it is')
    .requiredOption(...becauseOption)
    .option(...byOption)
    .option(...json)
    .addHelpText(
      'after',
      help(
        './holdfast messages restored garden --because "the backup of noon was restored"',
        '0 it goes on; 1 refused, or no database',
      ),
    )
    .action(async (service: string, options: Decided) => {
      const { messagesRestoredCommand } = await import('../commands/messages-restored.ts');
      await ended(messagesRestoredCommand({ root, terminal, service, ...options }));
    });
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A whole number is needed.');
  return Number(text);
}

function positive(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('It has to be more than 0.');
  return number;
}
