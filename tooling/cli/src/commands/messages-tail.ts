import { Tail, type Broker } from '@holdfast/messaging';
import { discoverServices } from '@holdfast/system-model';
import { onInterrupt, type SignalSource } from '../interrupts.ts';
import { messageLines } from '../messages/message-lines.ts';
import { seenMessage } from '../messages/seen-message.ts';
import { topicsOf } from '../messages/topics-of.ts';
import { chooseSystem } from '../running/choose-system.ts';
import { operatorBroker } from '../running/operator-broker.ts';
import type { Terminal } from '../terminal.ts';

export interface MessagesTailCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** A topic or a context; everything when left out. */
  readonly what?: string;
  readonly from: 'beginning' | 'now';
  readonly json?: boolean;
  /** Where Ctrl-C is heard; this process when left out. */
  readonly source?: SignalSource;
}

/** Shows messages of what runs until Ctrl-C, or until nobody reads on. Resolves to 0. */
export async function messagesTailCommand(wish: MessagesTailCommand): Promise<number> {
  const { root, terminal, what, from, json, source = process } = wish;
  const topics = topicsOf(await discoverServices(root), what);
  const broker = operatorBroker(chooseSystem({ root, say: terminal.say }));
  const enough = Promise.withResolvers<void>();
  const stopListening = onInterrupt(() => enough.resolve(), { source });
  const tail = new Tail({
    broker,
    topics,
    from,
    seen: (record) => {
      const message = seenMessage(record);
      if (json) terminal.out(JSON.stringify(message));
      else for (const line of messageLines(message, terminal.colour)) terminal.out(line);
    },
  });
  try {
    void tail.begun.then(
      () => terminal.say(`  ${topics.join(', ')}: whatever comes is shown; Ctrl-C ends it.`),
      () => undefined,
    );
    await Promise.race([enough.promise, tail.failed, staysAway(tail, enough.promise)]);
  } finally {
    await end(tail, broker);
    stopListening();
  }
  return 0;
}

/** Rejects when it has not begun after a while. */
async function staysAway(tail: Tail, enough: Promise<void>): Promise<never> {
  const late = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => late.resolve('late'), patienceMs);
  const outcome = await Promise.race([tail.begun, late.promise, enough]);
  clearTimeout(timer);
  if (outcome === 'late') throw new NoMessages(tail.trouble);
  return await new Promise<never>(() => undefined);
}

const patienceMs = 20_000;

/** Kafka has let nobody look. */
class NoMessages extends Error {
  readonly code = 'no-messages';

  constructor(trouble = 'it does not answer') {
    super(`Kafka shows nothing after ${patienceMs / 1_000} s: ${trouble}. ./holdfast status shows what ended.`);
  }
}

/** What the broker does not take back now it removes by itself: a group without members and offsets. */
async function end(tail: Tail, broker: Broker): Promise<void> {
  await tail.stop().catch(() => undefined);
  await broker.close();
}
