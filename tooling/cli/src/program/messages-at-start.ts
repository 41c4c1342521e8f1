import type { Command } from 'commander';
import { ended, help } from './help.ts';
import { asDecision, type Decided } from './messages-options.ts';
import type { ProgramContext } from './program-context.ts';

/** A consumer that is over, or begins anew. */
export function addMessagesRetire(messages: Command, { root, terminal }: ProgramContext): void {
  asDecision(
    messages
      .command('retire')
      .description('says that a consumer is over, or is to begin anew with the first record that there is')
      .argument('<service>', 'whose consumer it is')
      .argument('<consumer>', 'as the service that refuses to start names it'),
  )
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
  asDecision(
    messages
      .command('accept-partitions')
      .description(
        'lets a consumer go on in a topic with other partitions; what waits in the old ones may be overtaken',
      )
      .argument('<service>', 'whose consumer it is')
      .argument('<consumer>', 'as the service that refuses to start names it')
      .argument('<topic>', 'the topic'),
  )
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
  asDecision(
    messages
      .command('restored')
      .description('lets the relay of a service go on in a database that was restored or promoted')
      .argument('<service>', 'whose database it is'),
  )
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
