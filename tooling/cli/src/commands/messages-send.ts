import { typeOf } from '@holdfast/contract-kit';
import { commandOfOperator, type CommandOfOperator } from '@holdfast/messaging';
import { discoverServices } from '@holdfast/system-model';
import { dataGiven } from '../messages/data-given.ts';
import { findCommand } from '../messages/find-command.ts';
import { chooseSystem } from '../running/choose-system.ts';
import { doesRun } from '../running/left-out.ts';
import { operatorBroker } from '../running/operator-broker.ts';
import type { FoundSystem } from '../supervisor/system-record.ts';
import type { Terminal } from '../terminal.ts';
import { whoAndWhy } from '../who-and-why.ts';

export interface MessagesSendCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** `<context>.<message>`, or with its version. */
  readonly message: string;
  readonly example?: string;
  readonly data?: string;
  readonly because: string;
  readonly by?: string;
  readonly json?: boolean;
}

/** Sends a command to what runs, as an operator who says why. Resolves to 0 when the broker has stored it. */
export async function messagesSendCommand(wish: MessagesSendCommand): Promise<number> {
  const { root, terminal, json } = wish;
  const { by, because } = whoAndWhy(wish);
  const taken = findCommand(await discoverServices(root), wish.message);
  const data = dataGiven(root, taken, wish);
  const command = commandOfOperator(taken.command, data, { name: by, because });
  const system = chooseSystem({ root, say: terminal.say });
  await send(system, command);
  const receiverRuns = await doesRun(system, taken.service);
  const { topic, key: subject } = command.record;
  const facts = { id: command.id, type: typeOf(taken.command), topic, subject, correlationId: command.id, by, because };
  if (json) terminal.out(JSON.stringify({ ...facts, receiverRuns }));
  else terminal.out(sentence(facts, { receiver: taken.service, receiverRuns }));
  return 0;
}

interface Sent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
}

function sentence({ id, type, subject }: Sent, whom: { receiver: string; receiverRuns: boolean }): string {
  const sent = `${type} ${id} is sent to ${whom.receiver}, about ${subject}.`;
  return whom.receiverRuns ? sent : `${sent} ${whom.receiver} does not run here; it hears of it when it does.`;
}

async function send(system: FoundSystem, { id, record }: CommandOfOperator): Promise<void> {
  const broker = operatorBroker(system);
  try {
    await broker.send([record], { timeoutMs: 10_000 });
  } catch (error) {
    throw new NotAcknowledged({ id, topic: record.topic, reason: (error as Error).message }, { cause: error });
  } finally {
    await broker.close();
  }
}

/** The broker has not said that it has it; whether it has is unknown. */
class NotAcknowledged extends Error {
  readonly code = 'not-acknowledged';

  constructor({ id, topic, reason }: { id: string; topic: string; reason: string }, options: ErrorOptions) {
    super(
      `Kafka has not acknowledged ${id}: ${reason.replace(/\.$/, '')}. If it may have come through all the same, ./holdfast messages tail ${topic} --from beginning shows it.`,
      options,
    );
  }
}
