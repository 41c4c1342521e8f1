import type { Command } from 'commander';
import { ended, help } from './help.ts';
import {
  asDecision,
  asForeseeable,
  positive,
  wholeNumber,
  type Decided,
  type Foreseeable,
} from './messages-options.ts';
import type { ProgramContext } from './program-context.ts';

/** A range of a topic once more, for one consumer. */
export function addMessagesReplay(messages: Command, { root, terminal }: ProgramContext): void {
  asForeseeable(
    messages
      .command('replay')
      .description('hands a range of a topic to one consumer again; nobody else hears of it')
      .requiredOption('--topic <topic>', 'the topic')
      .option('--partition <n>', 'only this partition; needed with offsets', wholeNumber)
      .requiredOption('--from <where>', 'an offset, a time (2026-05-04T12:00:00Z), or beginning')
      .requiredOption('--to <where>', 'where it ends, not part of it: an offset, a time, or end')
      .requiredOption('--consumer <name>', 'who handles it again')
      .option('--again', 'also what had its effect; without it that is left out')
      .option('--per-second <n>', 'so many messages a second in each partition', positive, 100),
  )
    .addHelpText(
      'after',
      help(
        './holdfast messages replay --topic garden.events --from 2026-05-04T12:00:00Z --to end --consumer garden.diary --because "the diary was wrong"',
        '0 asked for; 1 refused, or nothing in the range; 2 Kafka does not answer',
      ),
    )
    .action(
      async (
        options: Foreseeable & {
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
  asDecision(
    messages
      .command('cancel-replay')
      .description('ends a replay; what it has done so far stays done')
      .argument('<service>', 'whose consumer it is for')
      .argument('<id>', 'as `messages replay` and `messages status` show it'),
  )
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
